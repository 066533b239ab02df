using Lamella.Federation;
using Lamella.Site.Hosting;
using Lamella.Site.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lamella.Site.Administration;

/// <summary>What those who run a site can ask of it: the routes of its local socket.</summary>
public static class SiteApi
{
    /// <summary>Adds them.</summary>
    /// <param name="routes">The socket's routes.</param>
    /// <param name="host">The site.</param>
    /// <param name="sources">Where each study's data are here.</param>
    public static void Map(IEndpointRouteBuilder routes, SiteHost host, StudySources sources)
    {
        routes.MapGet("/status", () => host.StatusAsync());
        routes.MapGet("/egress", () => host.CheckEgressAsync());
        routes.MapPost("/pause", (PauseRequest request) => host.PauseAsync(request.Pause));
        routes.MapPost("/answers", (StudyAnswer answer) => AnswerAsync(host, sources, answer));
    }

    private static Task<bool> AnswerAsync(SiteHost host, StudySources sources, StudyAnswer answer) => host.AskAsync(agent =>
    {
        if (!agent.View.Studies.ContainsKey(answer.Study))
            throw new LamellaException(ErrorCodes.RequestRefused, $"No study {answer.Study} is known here.", "Look which there are: ./lamella site status FOLDER.");
        switch (answer.Kind)
        {
            case StudyAnswerKind.Approve:
                // Where the data are is known before the first order can come.
                sources.Set(answer.Study, answer.Map, answer.Data);
                agent.Approve(answer.Study, answer.Purpose, answer.Metrics, answer.By, answer.Role, answer.Expires, answer.LeastSamples, answer.MostSamples);
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
