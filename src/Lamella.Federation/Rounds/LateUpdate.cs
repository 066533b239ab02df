using Lamella.Federation.Ledger.Events;

namespace Lamella.Federation.Rounds;

/// <summary>A late update that counts in the next round that closes.</summary>
/// <param name="Update">What the site said of it.</param>
/// <param name="Norm">Euclidean norm of its delta.</param>
public sealed record LateUpdate(UpdateSubmitted Update, double Norm);
