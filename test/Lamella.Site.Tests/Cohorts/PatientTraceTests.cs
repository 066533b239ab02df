using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Tests.Egress;
using Lamella.Testing;

namespace Lamella.Site.Tests.Cohorts;

/// <summary>What in the ledger rests on a patient who was left out after the first round of two.</summary>
public sealed class PatientTraceTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly StudyProtocol Protocol = EgressStudy.Protocol with
    {
        Dictionary = EgressStudy.Protocol.Dictionary.Add(new Variable { Name = "y", Type = VariableType.Code, Codes = ["no", "yes"], KnownAt = KnownAt.Later }),
    };

    private static readonly SiteId Me = EgressStudy.Me;

    private readonly TemporaryFolder home = new();
    private readonly SiteFolder folder;
    private readonly SiteCohorts cohorts;
    private readonly ToldLedger ledger = new("test", Me, EgressStudy.Other);
    private readonly string study;
    private readonly RunId run;

    public PatientTraceTests()
    {
        folder = new SiteFolder(home.File("site"));
        cohorts = new SiteCohorts(folder.Cohorts);
        File.WriteAllText(home.File("table.csv"), string.Join('\n', Enumerable.Range(1, 8).Select(i => $"{i:000};{i};{i % 2};{(i > 6 ? "test" : "train")}").Prepend("id;x;y;part")));
        File.WriteAllText(home.File("map.yaml"), """
            tables:
              - {file: table.csv, patient: id}
            codes: {y: {"1": "yes", "0": "no"}}
            split: {column: part, train: train, test: test}
            """);
        cohorts.Add("all", home.File("map.yaml"), home.FullName, null, null, Now);
        study = ledger.Propose(Protocol, Me, EgressStudy.Other);
        run = new RunId(study, "fedavg", 1);
        new StudyCohorts(folder).Bind(study, "all");
        ledger.Run(run);
    }

    public void Dispose() => home.Dispose();

    [Fact]
    public void The_round_that_counted_them_every_model_after_it_and_the_end_rest_on_them_and_the_round_after_they_were_left_out_does_not()
    {
        Made(round: 1);
        Exclude("003");
        Made(round: 2);

        var (entries, found) = Trace("003");
        Assert.Equal(["UpdateSubmitted 1", "UpdateAccepted 1", "RoundClosed 1", "RoundAggregated 1", "RoundAggregated 2", "RunEnded"], entries);
        Assert.Equal((1, 2, 1), found);
        Assert.Equal((2, 2, 1), Trace("004").Found);
    }

    [Fact]
    public void Who_was_left_out_before_the_first_round_has_touched_nothing()
    {
        Exclude("001");
        Exclude("003");
        Made(round: 1);
        Made(round: 2);
        Assert.Empty(Trace("003").Entries);
    }

    [Fact]
    public void Bytes_that_were_committed_before_and_leave_after_rest_on_them()
    {
        Made(round: 1);
        Exclude("003");
        Made(round: 1);
        Made(round: 2);
        Assert.Contains("UpdateSubmitted 1", Trace("003").Entries);
    }

    [Fact]
    public void Without_a_record_they_count_as_having_been_there()
    {
        Exclude("003");
        Assert.Equal((2, 2, 1), Trace("003").Found);
    }

    [Fact]
    public void On_a_test_patient_rest_figures_and_no_update()
    {
        Made(round: 1);
        Made(round: 2);
        var model = ledger.State.RunOf(run).Model;
        ledger.Say(Me, (number, seen) => new ModelScored(Me, number, seen, run, ScoredArms.Federated, model, 2, "too few", []));
        Assert.Equal(["ModelScored"], Trace("007").Entries);
        Exclude("007");
        new UpdateOrigins(folder).Note(run, model, Protocol, Me, cohorts.Require("all"));
        Assert.Empty(Trace("007").Entries);
    }

    [Theory]
    [InlineData("003;3;1;train\n", "")]
    [InlineData("003;3;1;train", "003;3;1;test")]
    public void What_the_table_says_today_changes_nothing(string row, string now)
    {
        Made(round: 1);
        Made(round: 2);
        File.WriteAllText(home.File("table.csv"), File.ReadAllText(home.File("table.csv")).Replace(row, now, StringComparison.Ordinal));
        Assert.Equal((2, 2, 1), Trace("003").Found);
        Assert.True(new UpdateOrigins(folder).WasDrawn(cohorts.List(), "003"));
        Assert.False(new UpdateOrigins(folder).WasDrawn(cohorts.List(), "303"));
        Assert.DoesNotContain("003", File.ReadAllText(Path.Combine(folder.Studies, study + ".drawn")).Replace("\"seed\"", "", StringComparison.Ordinal).Split("\"train\"")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_was_scored_twice_rests_on_whom_either_was_scored_on()
    {
        Made(round: 1);
        var model = ledger.State.RunOf(run).Model;
        Exclude("007");
        new UpdateOrigins(folder).Note(run, model, Protocol, Me, cohorts.Require("all"));
        ledger.Say(Me, (number, seen) => new ModelScored(Me, number, seen, run, ScoredArms.Federated, model, 2, "too few", []));
        Assert.DoesNotContain("ModelScored", Trace("007").Entries);
        new UpdateOrigins(folder).Note(run, model, Protocol, Me, cohorts.Require("all") with { Exclusions = [] });
        Assert.Contains("ModelScored", Trace("007").Entries);
    }

    private void Made(int round) => new UpdateOrigins(folder).Note(run, ToldLedger.Blob($"{run} {round} {Me}"), Protocol, Me, cohorts.Require("all"));

    private void Exclude(string patient) => cohorts.Exclude("all", new CohortExclusion(patient, "Dr North", "consent withdrawn", Now));

    private (List<string> Entries, (int, int, int) Found) Trace(string patient)
    {
        var trace = new PatientTrace(folder, Me, patient);
        var entries = ledger.Entries.Where(trace.Takes).Select(e => Federation.Ledger.EventEncoding.Decode(e.Body.AsSpan())).Select(e => e switch
        {
            UpdateSubmitted x => $"UpdateSubmitted {x.Round}",
            UpdateAccepted x => $"UpdateAccepted {x.Round}",
            RoundClosed x => $"RoundClosed {x.Round}",
            RoundAggregated x => $"RoundAggregated {x.Round}",
            _ => e.GetType().Name,
        }).ToList();
        return (entries, trace.Found);
    }
}
