using Lamella.Coordinator.Storage;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Rounds;

/// <summary>How a run is ended. Nothing is lost in silence: a late update that no further round will use is set aside on record before.</summary>
internal static class RunEnding
{
    /// <summary>Appends the end of a run and what goes before it.</summary>
    public static void Append(CoordinatorLedger ledger, RunState run, RunEnded end)
    {
        foreach (var late in run.LateToUse.Select(l => l.Update))
            ledger.Append(new UpdateLate(run.Run, late.Round, late.Site, late.Update, LateUse.SetAside, 0, "no further round closes"));
        ledger.Append(end);
    }
}
