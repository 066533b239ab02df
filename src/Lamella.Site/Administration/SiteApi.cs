using Lamella.Site.Hosting;
using Lamella.Transport.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lamella.Site.Administration;

/// <summary>What those who run a site can ask of it: the routes of its local socket.</summary>
public static class SiteApi
{
    /// <summary>Adds them.</summary>
    /// <param name="routes">The socket's routes.</param>
    /// <param name="host">The site.</param>
    /// <param name="desk">Where studies are answered.</param>
    public static void Map(IEndpointRouteBuilder routes, SiteHost host, ApprovalDesk desk)
    {
        routes.MapGet("/status", () => host.StatusAsync());
        routes.MapGet("/ledger", async () => Results.Stream(await host.ExportLedgerAsync().ConfigureAwait(false)));
        routes.MapGet("/egress", () => host.CheckEgressAsync());
        routes.MapPost("/pause", (PauseRequest request) => host.PauseAsync(request.Pause));
        routes.MapPost("/checks", (CheckRequest check) => host.AskAsync(agent =>
        {
            long? told = check.Code.Length == 0 && host.Policy.Read().TellsCounts && agent.View.Studies.GetValueOrDefault(check.Study) is { } study && host.Policy.WhyNot(study) is null ? check.Patients : null;
            agent.Checked(check.Study, check.Code, told);
            return told;
        }));
        routes.MapPost("/purges", (PurgeRequest request, HttpContext call) => host.PurgeAsync(request.Study, LocalCaller.AccountOf(call)));
        routes.MapPost("/answers", (StudyAnswer answer, HttpContext call) =>
        {
            var account = LocalCaller.AccountOf(call);
            return host.AskAsync(agent => desk.Take(agent, answer, account));
        });
    }
}
