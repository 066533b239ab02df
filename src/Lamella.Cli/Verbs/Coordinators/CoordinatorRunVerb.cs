using System.CommandLine;
using Lamella.Cli.Progress;
using Lamella.Coordinator.Hosting;
using Lamella.Federation.Ledger.Events;

namespace Lamella.Cli.Verbs.Coordinators;

/// <summary><c>coordinator run FOLDER</c>: runs until it is told to stop; what is under way goes on when it runs again.</summary>
internal static class CoordinatorRunVerb
{
    public static Command Create()
    {
        var folder = CoordinatorVerb.Folder();
        var metrics = new Option<string?>("--metrics") { Description = "ADDRESS:PORT on loopback for /health, /ready and /metrics, for instance 127.0.0.1:9464; left out: as coordinator.json says, else none." };
        var command = new Command("run", "Run the coordinator, until Ctrl-C or SIGTERM; runs that are under way go on when it is started again.") { folder, metrics };
        command.SetAction((parsed, cancellation) => Stopping.RunAsync(async () =>
        {
            var place = parsed.GetRequiredValue(folder);
            var opened = CoordinatorFolder.Open(place);
            var log = new HostLog();
            var isUp = false;
            using var telemetry = Telemetry.Start("lamella-coordinator", CoordinatorHost.TelemetryName);
            await using var host = await CoordinatorHost.StartAsync(opened, TimeProvider.System, (e, _) =>
            {
                // What the ledger held before was told when it happened.
                if (Volatile.Read(ref isUp))
                    Tell(log, e);
            }, log.Fault, parsed.GetValue(metrics));
            Volatile.Write(ref isUp, true);
            log.Say($"Federation '{opened.Settings.Federation}' runs: it listens on {opened.Settings.Listen}, sites dial {opened.Settings.PublicAddress}.");
            if (host.Operations is { } operations)
                log.Say($"Health, readiness and metrics: {operations}health, ready, metrics.");
            await cancellation.WhenStopped();
            log.Say("Stopping; sites dial again when it is back.");
        }, cancellation));
        return command;
    }

    /// <summary>What happens between sites and rounds is in the ledger; here stands what somebody may have to act on.</summary>
    private static void Tell(HostLog log, LedgerEvent e)
    {
        if (e is SiteEnrolled or SiteRemoved or SiteSuspected or SiteReturned or StatementRefused or StorageRecovered or StudyProposed or StudyCancelled or StudyApproved or StudyRefused or ApprovalRevoked
            or RunOpened or RunWaiting or RunContinued or RunEnded or SiteExcluded or WorkFailed)
            log.Say(EventWords.Of(e));
    }
}
