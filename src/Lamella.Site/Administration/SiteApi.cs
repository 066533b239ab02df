using Lamella.Federation;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lamella.Site.Administration;

/// <summary>What those who run a site can ask of it: the routes of its local socket.</summary>
public static class SiteApi
{
    /// <summary>Adds them.</summary>
    /// <param name="routes">The socket's routes.</param>
    /// <param name="host">The site.</param>
    /// <param name="cohorts">Which cohort each study is approved with.</param>
    public static void Map(IEndpointRouteBuilder routes, SiteHost host, StudyCohorts cohorts)
    {
        routes.MapGet("/status", () => host.StatusAsync());
        routes.MapGet("/egress", () => host.CheckEgressAsync());
        routes.MapPost("/pause", (PauseRequest request) => host.PauseAsync(request.Pause));
        routes.MapPost("/answers", (StudyAnswer answer) => AnswerAsync(host, cohorts, answer));
    }

    private static Task<bool> AnswerAsync(SiteHost host, StudyCohorts cohorts, StudyAnswer answer) => host.AskAsync(agent =>
    {
        if (!agent.View.Studies.ContainsKey(answer.Study))
            throw new LamellaException(ErrorCodes.RequestRefused, $"No study {answer.Study} is known here.", "Look which there are: ./lamella site status FOLDER.");
        switch (answer.Kind)
        {
            case StudyAnswerKind.Approve:
                // Where the data are is known before the first order can come.
                var fingerprint = cohorts.Bind(answer.Study, answer.Cohort);
                agent.Approve(answer.Study, answer.Purpose, answer.Metrics, answer.By, answer.Role, answer.Expires, answer.LeastSamples, answer.MostSamples, fingerprint);
                break;
            case StudyAnswerKind.Refuse:
                agent.Refuse(answer.Study, answer.By, answer.Reason);
                break;
            default:
                agent.Revoke(answer.Study, answer.By, answer.Reason);
                break;
        }

        return true;
    });
}
