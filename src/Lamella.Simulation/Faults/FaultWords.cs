using Lamella.Federation.Ledger.Events;

namespace Lamella.Simulation.Faults;

/// <summary>An event in a line, for the timeline of a replay.</summary>
internal static class FaultWords
{
    public static string Of(LedgerEvent e) => e switch
    {
        RoundOpened o => $"round {o.Round} opened",
        SitesSelected o => $"round {o.Round} asks {string.Join(", ", o.Invited)}{string.Concat(o.Excluded.Select(x => $"; not {x.Site}: {x.Reason}"))}",
        SiteStarted o => $"round {o.Round}: {o.Site} started",
        UpdateSubmitted o => $"round {o.Round}: {o.Site} submitted {o.Update[..8]}",
        UpdateAccepted o => $"round {o.Round}: {o.Site} accepted",
        UpdateRejected o => $"round {o.Round}: {o.Site} rejected: {o.Code} {o.Reason}",
        UpdateLate o => $"round {o.Round}: {o.Site} late, {o.Use} {o.Reason}",
        SiteExcluded o => $"round {o.Round}: {o.Site} excluded: {o.Reason}",
        WorkFailed o => $"round {o.Round}: {o.Site} failed: {o.Code}",
        RoundClosed o => $"round {o.Round} closed {o.Result} with {string.Join(", ", o.Contributions.Select(c => $"{c.Site}/{c.Round}"))}",
        RoundRecorded o => $"round {o.Round} recorded",
        RunWaiting o => $"waiting: {o.Reason}",
        RunEnded o => $"run ended {o.Status} {o.Reason}",
        SiteSuspected o => $"{o.Site} suspected: {o.Reason}",
        SiteReturned o => $"{o.Site} returned",
        StatementRefused o => $"statement of {o.Site} refused: {o.Reason}",
        SiteStatement o => $"{o.Site}: {o.GetType().Name}",
        _ => e.GetType().Name,
    };
}
