using System.Globalization;

namespace Lamella.Simulation.Arms;

/// <summary>Names one arm of one seed.</summary>
/// <param name="Arm"><c>local:site</c>, <c>ensemble</c>, <c>pooled</c> or <c>federated</c>.</param>
/// <param name="Strategy">Strategy of a federated arm; empty otherwise.</param>
/// <param name="Seed">Seed.</param>
public sealed record ArmKey(string Arm, string Strategy, ulong Seed)
{
    /// <summary>The federated arms' name.</summary>
    public const string Federated = "federated";

    /// <summary>The pooled arm's name.</summary>
    public const string Pooled = "pooled";

    /// <summary>The ensemble's name.</summary>
    public const string Ensemble = "ensemble";

    /// <summary>A local arm's name.</summary>
    public static string Local(string site) => $"local:{site}";

    /// <summary>For people: strategy or arm, and seed.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{(Strategy.Length > 0 ? Strategy : Arm)}, seed {Seed}");

    /// <summary>A file name.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Safe(Arm)}{(Strategy.Length > 0 ? "-" + Safe(Strategy) : "")}-seed{Seed}");

    private static string Safe(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
}
