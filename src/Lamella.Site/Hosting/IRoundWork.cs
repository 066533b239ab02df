using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Learning.Training;
using Lamella.Site.Work;

namespace Lamella.Site.Hosting;

/// <summary>Does a site's work of a round where its data is. One order at a time.</summary>
public interface IRoundWork
{
    /// <summary>Where the work is done and what keeps it from the rest of the machine, in words.</summary>
    string Place { get; }

    /// <summary>What workers did against their contract.</summary>
    WorkerLog Log { get; }

    /// <summary>Answers an order; a second time with the same bytes.</summary>
    /// <param name="order">What is asked.</param>
    /// <param name="files">The round's files.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Stops between steps; nothing is committed then.</param>
    /// <returns>What the site says of its update, and where that is.</returns>
    /// <exception cref="Federation.LamellaException">The work cannot be done.</exception>
    Task<(UpdateMade Update, string Path)> DoAsync(RoundOrder order, RoundFiles files, Action<StepProgress> progress, CancellationToken cancellation);

    /// <summary>Where the update of a statement is; null when it is no longer kept.</summary>
    string? FileOf(UpdateSubmitted statement);

    /// <summary>Ends what still holds something of a study in memory; its files are about to go, and no order of it comes again.</summary>
    /// <param name="study">The study.</param>
    Task ForgetAsync(string study);
}
