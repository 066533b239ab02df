using System.CommandLine;
using Lamella.Cli.Progress;
using Lamella.Site.Administration;
using Lamella.Site.Hosting;
using Lamella.Site.Work;
using Lamella.Transport.Identity;
using Lamella.Transport.Local;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site run FOLDER</c>: runs until it is told to stop; work that is under way is done again from what was committed.</summary>
internal static class SiteRunVerb
{
    public static Command Create()
    {
        var folder = SiteVerb.Folder();
        var command = new Command("run", "Run the site, until Ctrl-C or SIGTERM; it dials out and listens on no port.") { folder };
        command.SetAction((parsed, cancellation) => Stopping.RunAsync(async () =>
        {
            var place = SiteVerb.Open(parsed.GetRequiredValue(folder));
            var time = TimeProvider.System;
            var log = new HostLog();
            using var identity = SiteIdentity.Open(place.Identity);
            SiteHost host = null!;
            await using var executor = new LocalExecutor(WorkerCommand.OfThisProgram(), Confinement.Detect(), place.FullName, time) { Cores = () => host.Policy.Cores() };
            using var work = new ProcessRoundWork(place, identity.Site, run => host.AskAsync(a => a.View.StudyOf(run).Protocol), executor, time);
            await using var running = host = new SiteHost(place, identity, work, time, SiteSettings.Read(place.Settings).ToProxy(), log.Say);
            await using var socket = await LocalServer.StartAsync(place.Socket, routes => SiteApi.Map(routes, host, new ApprovalDesk(place, host.Policy, time)));
            log.Say($"{identity.Site} runs and dials {identity.Address}. Worker: {work.Place}");
            await cancellation.WhenStopped();
            log.Say("Stopping; what was under way is done again from what was committed.");
        }, cancellation));
        return command;
    }
}
