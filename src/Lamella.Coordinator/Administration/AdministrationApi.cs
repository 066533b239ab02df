using System.Text;
using System.Text.Json;
using Lamella.Coordinator.Hosting;
using Lamella.Federation;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Transport.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lamella.Coordinator.Administration;

/// <summary>What those who run a coordinator, and researchers on its machine, can ask of it: the routes of its local socket.</summary>
internal static class AdministrationApi
{
    /// <summary>How often a watched study is looked at.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the scores of sites are waited for when nothing moves any more: one that cannot score says why in its own status only.</summary>
    private static readonly TimeSpan ScoringPatience = TimeSpan.FromMinutes(2);

    public static void Map(IEndpointRouteBuilder routes, CoordinatorHost host, TimeProvider time)
    {
        routes.MapGet("/status", () => host.ViewAsync());
        routes.MapPost("/invitations", (InviteRequest request) => host.Invite(SiteNamed(request.Site)));
        routes.MapPost("/removals", (RemovalRequest request) => host.RemoveAsync(SiteNamed(request.Site), Said(request.Reason, "reason")));
        routes.MapPost("/studies", (ProposalRequest request) => ProposeAsync(host, request));
        routes.MapGet("/studies/{study}", (string study) => host.ViewAsync(study));
        routes.MapGet("/studies/{study}/proposal", (string study) => host.AskAsync(c =>
        {
            var found = StudyViews.Named(c.State, study);
            return new StudyProposal(found.Study, found.Proposal.Protocol, found.Proposal.Purpose, [.. found.Proposal.Metrics], found.Proposal.ProposedBy, c.State.Federation, c.State.StatusOf(found));
        }));
        routes.MapGet("/studies/{study}/changes", (string study, HttpContext context) => WatchAsync(host, study, context, time));
        routes.MapPost("/studies/{study}/cancellation", (string study, CancelRequest request) =>
            DoAsync(host, c => c.Cancel(StudyViews.Named(c.State, study).Study, Said(request.By, "name"), Said(request.Reason, "reason"))));
        routes.MapGet("/ledger", async () => Results.Stream(await host.ExportLedgerAsync().ConfigureAwait(false)));
        routes.MapGet("/models/{sha256}", (string sha256) => Results.Stream(host.OpenModel(sha256)));
    }

    /// <summary>Proposes a study, or finds it proposed, and asks for each of its runs that is not there yet: a second time changes nothing.</summary>
    private static Task<StudyView> ProposeAsync(CoordinatorHost host, ProposalRequest request)
    {
        StudyProtocol protocol;
        try
        {
            protocol = ProtocolEncoding.Decode(Encoding.UTF8.GetBytes(request.Protocol));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new LamellaException(ErrorCodes.UsageWrong, $"The proposal holds no protocol: {e.Message}", "Use the same version of the program on both sides.", e);
        }

        var study = ProtocolEncoding.Hash(protocol);
        return DoThenViewAsync(host, study, coordinator =>
        {
            if (!coordinator.State.Studies.ContainsKey(study))
                coordinator.Propose(protocol, Said(request.Purpose, "purpose"), Said(request.By, "name"));
            foreach (var run in from strategy in protocol.Strategies from seed in protocol.Seeds select new RunId(study, strategy.Name, seed))
            {
                if (!coordinator.State.Runs.ContainsKey(run))
                    coordinator.Queue(run, Said(request.By, "name"));
            }
        });
    }

    private static async Task<StudyView> DoThenViewAsync(CoordinatorHost host, string study, Action<FederationCoordinator> act)
    {
        await DoAsync(host, act).ConfigureAwait(false);
        return await host.ViewAsync(study).ConfigureAwait(false);
    }

    private static Task<bool> DoAsync(CoordinatorHost host, Action<FederationCoordinator> act) => host.AskAsync(coordinator =>
    {
        act(coordinator);
        return true;
    });

    /// <summary>The study as it stands, again whenever that has changed, until its runs are over and scored.</summary>
    private static async Task WatchAsync(CoordinatorHost host, string study, HttpContext context, TimeProvider time)
    {
        var (last, changed) = ("", time.GetTimestamp());
        while (true)
        {
            var view = await host.ViewAsync(study).ConfigureAwait(false);
            var line = JsonSerializer.Serialize(view, LocalJson.Options);
            if (line != last)
            {
                await context.Response.WriteAsync(line + "\n", context.RequestAborted).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
                (last, changed) = (line, time.GetTimestamp());
            }

            if (view.IsOver && (view.IsScored || time.GetElapsedTime(changed) > ScoringPatience))
                return;
            await Task.Delay(Look, time, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static SiteId SiteNamed(string name) =>
        SiteId.IsValid(name) ? new SiteId(name) : throw new LamellaException(ErrorCodes.UsageWrong, $"'{name}' is no name of a site.", "Use lower-case letters, digits and hyphens, as in the protocol.");

    private static string Said(string text, string what) =>
        text.Trim() is { Length: > 0 } said ? said : throw new LamellaException(ErrorCodes.UsageWrong, $"The {what} is empty.", "Say it in a few words; it stands in the ledger.");
}
