using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Testing.Network;

namespace Lamella.EndToEnd.Tests.Network.Lines;

/// <summary>A slow line that is cut again and again. The full size is a benchmark: ./lamella bench slow-line.</summary>
public class SlowLineTests(ITestOutputHelper output)
{
    /// <summary>Most of a piece that a cut can cost: it is written once it is whole, and what was on its way is lost with it.</summary>
    private const long LostByCut = 512 << 10;

    [Fact]
    public async Task A_model_and_an_update_arrive_over_a_line_that_is_cut_every_second_and_are_gone_on_with()
    {
        using var study = new SmallFederation
        {
            Head = HeadPresets.Create("deepmil", new HeadOptions { Width = 8_192, Attention = 16, Hidden = [24], Dropout = 0 }),
            Hospitals = [("alpha", SmallFederation.Patients("alpha", 4))],
            Training = new TrainingSpec { Rounds = 1, RoundSteps = 1, Batch = 2, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } },
        };
        var simulated = await study.RunAsync();
        var bytes = (long)study.Shape.Manifest.Shared().TotalCount * sizeof(float);
        await using var relay = new ShapedRelay(new LineShape { BytesPerSecond = 1_000_000, Delay = TimeSpan.FromMilliseconds(10), CutEvery = TimeSpan.FromSeconds(1) });
        await using var federation = new NetworkFederation(study).Behind(relay);
        await federation.BeginAsync();
        var run = await federation.EndAsync();
        output.WriteLine($"{bytes} bytes of model; {relay.BytesDown} down, {relay.BytesUp} up, {relay.Cuts} cuts, {relay.Connections} connections");

        Assert.Equal((RunStatus.Completed, simulated.Result.Model), (run.Status, run.Model));
        // It takes longer than the line holds, each way, so that nothing arrives without going on.
        Assert.True(bytes > 1_500_000 && relay.Cuts >= 4, $"{bytes} bytes, {relay.Cuts} cuts");
        Assert.True(relay.BytesDown < bytes + (relay.Cuts * LostByCut), $"{relay.BytesDown} bytes went down for a model of {bytes}");
        Assert.True(relay.BytesUp < bytes + (relay.Cuts * LostByCut), $"{relay.BytesUp} bytes went up for an update of {bytes}");
    }
}
