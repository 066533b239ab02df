using Lamella.Federation.Rounds;

namespace Lamella.Rounds.Probe;

/// <summary>Does a site's work on an order.</summary>
internal interface ITrainer : IDisposable
{
    /// <summary>Trains and commits; a second time it gives the same.</summary>
    (UpdateMade Update, string Path) Train(RoundOrder order, Stream model);

    /// <summary>Where a committed update is, after a restart.</summary>
    string Find(string update);
}
