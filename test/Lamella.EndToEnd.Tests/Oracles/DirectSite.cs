using Lamella.Coordinator.Rounds;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Rounds;

namespace Lamella.EndToEnd.Tests.Oracles;

/// <summary>A site whose line is a call.</summary>
internal sealed class DirectSite(SitePlan plan, LocalTrainer trainer, string folder) : ISiteLink
{
    private readonly SiteRoundHandler handler = new(plan, trainer, new SiteStateStore(folder));

    public SiteId Site => plan.Site;

    public long Samples => plan.Patients.Count;

    public Task<UpdateReport> TrainAsync(RoundOrder order, IRoundFiles files, CancellationToken cancellation)
    {
        using var model = files.OpenModel();
        using var control = files.OpenServerControl();
        return Task.FromResult(handler.Handle(order, model, control, files.Update, null, cancellation));
    }
}
