using System.Collections.Immutable;
using Lamella.Coordinator.Hosting;
using Lamella.Coordinator.Operations;
using Lamella.Coordinator.Tests.Rounds;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Tests;

/// <summary>After a run: the files that sites need to score its model, and what they say of it.</summary>
public sealed class ScoreTests
{
    private static readonly SiteId A = new("a"), Tester = new("tester");

    private static readonly ImmutableArray<ScoredMetric> Metrics =
        [.. MetricSet.For(new BinaryTask("y", "yes")).Metrics.Select(m => new ScoredMetric(m.Name, 0.75, 0.5, 0.875))];

    [Fact]
    public void A_score_is_taken_once_and_the_ledger_holds_with_it()
    {
        using var federation = new ScriptedFederation { Rounds = 1 };
        federation.AtEnd = coordinator =>
        {
            var model = coordinator.State.RunOf(federation.Run).Model;
            ModelScored Score(long number, Head seen) => new(A, number, seen, federation.Run, ScoredArms.Federated, model, 40, "", Metrics);
            Assert.Equal(StatementReplyKind.Taken, Say(coordinator, A, Score).Kind);
            Assert.Equal(StatementReplyKind.Refused, Say(coordinator, A, Score).Kind);
            Assert.Equal(40, coordinator.State.RunOf(federation.Run).ScoreOf(A, ScoredArms.Federated)!.Patients);
        };
        federation.Go();
        Assert.Null(federation.Verify().Flaw);
        Assert.Single(federation.Events().OfType<ModelScored>());
    }

    [Fact]
    public async Task A_site_that_only_tests_gets_the_model_of_an_ended_run_with_its_approval_and_sends_no_file()
    {
        using var federation = new ScriptedFederation { Rounds = 1, Testers = [Tester] };
        Task<Stream>? opened = null;
        federation.AtEnd = coordinator => opened = Check(coordinator, federation);
        federation.Go();
        Assert.Equal(RunStatus.Completed, federation.Events().OfType<RunEnded>().Single().Status);
        await using var file = await opened!;
        Assert.True(file.Length > 0);
    }

    private static Task<Stream> Check(FederationCoordinator coordinator, ScriptedFederation federation)
    {
        var blobs = new FileBlobStore(federation.BlobFolder);
        var hub = new HubBlobs(coordinator, blobs, new IncomingBlobs(blobs, federation.BlobFolder + "-incoming"), new CoordinatorMeters(), TimeProvider.System);
        var model = coordinator.State.RunOf(federation.Run).Model;
        Refused(() => hub.OpenAsync(Tester, model));

        // No more than scoring needs: it would not be enough to train.
        Assert.Equal(StatementReplyKind.Taken, Say(coordinator, Tester, (number, seen) => new StudyApproved(
            Tester, number, seen, federation.Run.ProtocolSha256, "test", [SiteMetrics.TestMetrics], "Dr Test", "data steward", null, 1, 1)).Kind);
        Refused(() => hub.OpenAsync(Tester, new string('0', 64)));
        Refused(() => hub.ReceiveAsync(Tester, model, 10));
        Refused(() => hub.FindAsync(Tester, model));
        var order = Assert.Single(SiteRules.Scorings(coordinator.State, Tester, coordinator.State.Time));
        Assert.Equal(model, order.ModelSha256);
        Assert.Equal(StatementReplyKind.Taken, Say(coordinator, Tester, (number, seen) => new ModelScored(
            Tester, number, seen, order.Run, ScoredArms.Federated, model, 0, "fewer than 5 patients of a class", [])).Kind);
        return hub.OpenAsync(Tester, model);
    }

    /// <summary>Refused before any file is looked at.</summary>
    private static void Refused(Func<Task> ask) => Assert.Equal(ErrorCodes.CallerRefused, Assert.Throws<LamellaException>(() => { _ = ask(); }).Code);

    private static StatementReply Say(FederationCoordinator coordinator, SiteId site, Func<long, Head, SiteStatement> make)
    {
        var signed = SignedStatement.Sign(make(coordinator.State.Sites[site].Statements + 1, coordinator.State.Head), SimulatedSignatures.SignerOf(site.Value));
        return coordinator.Receive(site, signed.Body.AsMemory(), signed.Signature.AsMemory());
    }
}
