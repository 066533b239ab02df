using Lamella.Coordinator.Hosting;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Network.Lines;

/// <summary>A hospital revokes its approval while an update is on its way.</summary>
public class RevokedUploadTests
{
    /// <summary>A little more than a piece takes at 1000 bytes a second.</summary>
    private static readonly TimeSpan Piece = TimeSpan.FromSeconds(270);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task No_further_piece_leaves_and_the_log_says_why()
    {
        using var study = new SmallFederation
        {
            Head = HeadPresets.Create("deepmil", new HeadOptions { Width = 8_192, Attention = 16, Hidden = [24], Dropout = 0 }),
            Hospitals = [("alpha", SmallFederation.Patients("alpha", 4))],
            Training = new TrainingSpec { Rounds = 1, RoundSteps = 1, Batch = 2, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } },
        };
        var time = new ManualTime();
        await using var federation = new NetworkFederation(study) { SiteTime = time };
        await federation.StartCoordinatorAsync();
        Directory.CreateDirectory(federation.PathOf("alpha"));
        OpenPolicy.Write(federation.PathOf("alpha", "policy.yaml"), "machine: {bandwidth: 1000}");
        await federation.BeginAsync();
        string inbox = federation.PathOf("alpha", "inbox"), incoming = CoordinatorFolder.Open(federation.PathOf("coordinator")).Incoming;
        await Eventually.HoldsAsync(() => Moved(inbox) > 0, Longest);
        while (Moved(incoming) == 0)
        {
            var before = Moved(inbox);
            time.Advance(Piece);
            await Eventually.HoldsAsync(() => Moved(inbox) > before || Moved(incoming) > 0, Longest);
        }

        var host = federation.SiteOf("alpha").Host;
        var name = ProtocolEncoding.Hash(study.Protocol);
        await host.AskAsync(agent =>
        {
            agent.Revoke(name, "Dr Test", "consent");
            return true;
        });
        time.Advance(Piece);
        await Eventually.HoldsAsync(() => host.Fault is not null, Longest);
        time.Advance(20 * Piece);

        var left = Moved(incoming);
        Assert.InRange(left, 1, (study.Shape.Manifest.Shared().TotalCount * sizeof(float)) - 1);
        await Eventually.HoldsAsync(() => federation.Coordinator.State.Studies[name].Answers.Values.Any(a => a is Federation.Ledger.Events.ApprovalRevoked), Longest);
        Assert.Equal(left, Moved(incoming));
        Assert.Contains("has revoked its approval", host.Fault!.Message, StringComparison.Ordinal);
        var verdict = await host.CheckEgressAsync();
        Assert.Empty(verdict.Mismatches);
        Assert.Contains(verdict.Notes, n => n.Contains("was stopped on its way, or withdrawn", StringComparison.Ordinal));
    }

    private static long Moved(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length) : 0;
}
