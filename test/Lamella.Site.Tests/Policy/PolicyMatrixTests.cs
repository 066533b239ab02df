using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Policy;
using Lamella.Site.Purging;
using Lamella.Site.Tests.Egress;
using Lamella.Testing;

namespace Lamella.Site.Tests.Policy;

/// <summary>Every field of a policy at its limit and one beyond.</summary>
public sealed class PolicyMatrixTests
{
    private const string Hub = "hub.example:7443";
    private static readonly long Parameters = UpdateLayout.Parameters(EgressStudy.Protocol);
    private static readonly long Length = UpdateLayout.Length(EgressStudy.Protocol, "fedavg");

    // The study: 2 rounds, 1 seed, 10 steps of 4 patients, minimum cell 5.
    private static readonly SitePolicy Wide = new()
    {
        Coordinators = [Hub],
        Studies = ["egress"],
        Purposes = ["research*"],
        Approvers = ["Dr North"],
        Accounts = ["steward"],
        Metrics = [SiteMetrics.TrainingLoss, SiteMetrics.TestMetrics],
        SmallestCell = 5,
        MinimumPatients = 20,
        MinimumSamples = 40,
        MaximumParameters = Parameters,
        RoundBytes = Length,
        StudyBytes = 2 * Length,
    };

    public static TheoryData<string, Func<SitePolicy, SitePolicy>> Studies => new()
    {
        { "coordinators:", p => p with { Coordinators = ["hub.example:7444"] } },
        { "coordinators:", p => p with { Coordinators = [] } },
        { "studies:", p => p with { Studies = ["egress-2"] } },
        { "studies:", p => p with { Studies = [] } },
        { "purposes:", p => p with { Purposes = ["Research*"] } },
        { "purposes:", p => p with { Purposes = [] } },
        { "smallestCell:", p => p with { SmallestCell = 6 } },
        { "updates.maximumParameters:", p => p with { MaximumParameters = Parameters - 1 } },
        { "updates.roundBytes:", p => p with { RoundBytes = Length - 1 } },
        { "updates.studyBytes:", p => p with { StudyBytes = (2 * Length) - 1 } },
        { "updates.minimumSamples:", p => p with { MinimumSamples = 41 } },
        { "updates.minimumSites:", p => p with { MinimumSites = 2 } },
    };

    public static TheoryData<string, string, string, string[], long> Approvals => new()
    {
        { "", "Dr North", "steward", [SiteMetrics.TrainingLoss, SiteMetrics.TestMetrics], 20 },
        { "approval.names:", "Dr South", "steward", [], 20 },
        { "approval.accounts:", "Dr North", "root", [], 20 },
        { "metrics:", "Dr North", "steward", [SiteMetrics.HoldoutLoss], 20 },
        { "updates.minimumPatients:", "Dr North", "steward", [], 19 },
    };

    public static TheoryData<string, long, long, long> Updates => new()
    {
        { "", 20, 10, Length },
        { "updates.minimumPatients:", 19, 10, Length },
        { "updates.minimumSamples:", 20, 9, Length },
        { "updates.roundBytes:", 20, 10, Length + 1 },
    };

    [Fact]
    public void At_every_limit_a_study_is_allowed() => Assert.Empty(PolicyRules.OfStudy(Wide, Hub, Study(EgressStudy.Protocol)));

    [Theory]
    [MemberData(nameof(Studies), DisableDiscoveryEnumeration = true)]
    public void One_beyond_a_limit_a_study_is_refused_by_that_field_alone(string field, Func<SitePolicy, SitePolicy> change) =>
        Assert.StartsWith(field, Assert.Single(PolicyRules.OfStudy(change(Wide), Hub, Study(EgressStudy.Protocol))), StringComparison.Ordinal);

    [Fact]
    public void A_study_that_needs_a_figure_which_may_not_leave_is_refused()
    {
        var federated = EgressStudy.Protocol with { Inputs = EgressStudy.Protocol.Inputs with { Standardise = Standardisation.Federated } };
        Assert.Equal("metrics: the study cannot do without column-sums", Assert.Single(PolicyRules.OfStudy(Wide, Hub, Study(federated))));
    }

    [Theory]
    [MemberData(nameof(Approvals))]
    public void An_approval_is_taken_at_the_limit_and_refused_beyond(string field, string by, string account, string[] metrics, long patients) =>
        Check(field, PolicyRules.OfApproval(Wide, EgressStudy.Protocol, by, account, [.. metrics], patients));

    [Theory]
    [MemberData(nameof(Updates))]
    public void An_update_leaves_at_the_limit_and_stays_beyond(string field, long samples, long steps, long bytes) => Check(
        field,
        PolicyRules.OfUpdate(Wide, Study(EgressStudy.Protocol), 1, new UpdateMade(EgressStudy.Blob, bytes, samples, 0, steps, null, null, 0, 0)) is { } against ? [against] : []);

    [Theory]
    [InlineData("08:00", "17:00", "08:00", true)]
    [InlineData("08:00", "17:00", "16:59", true)]
    [InlineData("08:00", "17:00", "17:00", false)]
    [InlineData("08:00", "17:00", "07:59", false)]
    [InlineData("18:00", "06:00", "23:59", true)]
    [InlineData("18:00", "06:00", "05:59", true)]
    [InlineData("18:00", "06:00", "06:00", false)]
    [InlineData("00:00", "00:00", "12:00", true)]
    public void Work_begins_within_the_hours_also_over_midnight(string from, string until, string now, bool may) =>
        Assert.Equal(may, PolicyRules.IsWorkingTime(Wide with { From = TimeOnly.Parse(from), Until = TimeOnly.Parse(until) }, TimeOnly.Parse(now)));

    [Theory]
    [InlineData(true, 28L, true)]
    [InlineData(false, 28L, false)]
    [InlineData(false, null, true)]
    public void A_count_of_a_check_leaves_where_counts_are_told(bool told, long? patients, bool leaves)
    {
        using var folder = new TemporaryFolder();
        OpenPolicy.Write(folder.File("policy.yaml"), $"tellCounts: {(told ? "true" : "false")}");
        var (policies, study) = (new SitePolicies(folder.File("policy.yaml"), Hub, TimeProvider.System), Study(EgressStudy.Protocol));
        var against = policies.WhyNot(study, new DataChecked(EgressStudy.Me, 1, new ToldLedger("test").State.Head, study.Study, "", patients));
        Assert.Equal(leaves, against is null);
        Assert.True(leaves || against!.StartsWith("tellCounts:", StringComparison.Ordinal), against);
    }

    [Theory]
    [InlineData("test-metrics", true)]
    [InlineData("training-loss", false)]
    public void Figures_of_a_model_leave_where_the_policy_lists_them(string metrics, bool leaves)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("policy.yaml"), $"coordinators: ['*']\nstudies: ['*']\npurposes: ['*']\napproval: {{names: ['*'], accounts: ['*']}}\nmetrics: [{metrics}]\nupdates: {{minimumSamples: 1}}\n");
        var (policies, study) = (new SitePolicies(folder.File("policy.yaml"), Hub, TimeProvider.System), Study(EgressStudy.Protocol));
        var against = policies.WhyNot(study, new ModelScored(EgressStudy.Me, 1, new ToldLedger("test").State.Head, EgressStudy.Run, ScoredArms.Federated, EgressStudy.Blob, 9, "", []));
        Assert.Equal(leaves ? null : "metrics: test-metrics is not among them", against);
    }

    [Theory]
    [InlineData(30, 30 * 24 * 60, true)]
    [InlineData(30, (30 * 24 * 60) - 1, false)]
    [InlineData(1, 24 * 60, true)]
    [InlineData(null, 10_000 * 24 * 60, false)]
    public void Data_are_due_to_go_when_the_days_of_the_policy_have_passed_and_never_without(int? days, int minutes, bool isDue)
    {
        var ended = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        Assert.Equal(isDue, PurgeRules.IsDue(days, ended.ToUnixTimeMilliseconds(), ended.AddMinutes(minutes)));
        Assert.False(PurgeRules.IsDue(days, null, ended.AddMinutes(minutes)));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("retention: 1\n", 1)]
    [InlineData("retention: 36500\n", 36_500)]
    [InlineData("retention: 0\n", -1)]
    [InlineData("retention: 36501\n", -1)]
    public void Retention_is_read_and_one_beyond_its_bounds_is_a_fault(string line, int? days)
    {
        using var folder = new TemporaryFolder();
        OpenPolicy.Write(folder.File("policy.yaml"));
        File.AppendAllText(folder.File("policy.yaml"), line);
        var policies = new SitePolicies(folder.File("policy.yaml"), Hub, TimeProvider.System);
        if (days == -1)
            Assert.Equal(ErrorCodes.PolicyInvalid, Assert.Throws<LamellaException>(policies.Read).Code);
        Assert.Equal(days == -1 ? null : days, policies.Retention());
    }

    [Fact]
    public void A_batch_that_is_larger_than_the_cohort_sees_no_more_patients_than_there_are()
    {
        var wide = EgressStudy.Protocol with { Training = EgressStudy.Protocol.Training with { Batch = 1_000_000, Accumulate = 10_000, RoundSteps = 1 } };
        Assert.Empty(PolicyRules.OfStudy(Wide, Hub, Study(wide)));
        Assert.Null(PolicyRules.OfPatients(Wide with { MinimumSamples = 200_000 }, wide, 20));
        Assert.StartsWith("updates.minimumSamples:", PolicyRules.OfPatients(Wide with { MinimumSamples = 200_001 }, wide, 20), StringComparison.Ordinal);
        Assert.StartsWith("updates.minimumSamples:", PolicyRules.OfUpdate(Wide with { MinimumSamples = 200_001 }, Study(wide), 1, new UpdateMade(EgressStudy.Blob, Length, 20, 0, 1, null, null, 0, 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_beyond_what_a_number_holds_are_too_many()
    {
        var endless = EgressStudy.Protocol with { Seeds = [.. Enumerable.Range(1, 1000).Select(i => (ulong)i)], Training = EgressStudy.Protocol.Training with { Rounds = int.MaxValue, EarlyStopping = new EarlyStopping(StoppingData.SiteHoldout, 0.1, 3) } };
        Assert.Contains(PolicyRules.OfStudy(Wide, Hub, Study(endless)), a => a.StartsWith("updates.studyBytes:", StringComparison.Ordinal));
        Assert.True(RunLength.BytesOfSite(endless) > 1_000_000_000_000);
    }

    [Fact]
    public void A_change_that_keeps_length_and_time_of_the_file_counts_too()
    {
        using var folder = new TemporaryFolder();
        var (path, study) = (folder.File("policy.yaml"), Study(EgressStudy.Protocol));
        OpenPolicy.Write(path);
        var policies = new SitePolicies(path, Hub, TimeProvider.System);
        Assert.Null(policies.WhyNot(study));
        var (time, edition) = (File.GetLastWriteTimeUtc(path), policies.Edition);
        File.WriteAllText(path, File.ReadAllText(path).Replace("studies: [\"*\"]", "studies: [\"x\"]", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, time);
        Assert.StartsWith("studies:", policies.WhyNot(study), StringComparison.Ordinal);
        Assert.NotEqual(edition, policies.Edition);
    }

    [Fact]
    public void A_policy_that_cannot_be_read_or_judged_allows_nothing_and_says_so()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("policy.yaml"));
        Assert.NotNull(new SitePolicies(folder.File("policy.yaml"), Hub, TimeProvider.System).WhyNot(Study(EgressStudy.Protocol)));
        OpenPolicy.Write(folder.File("open.yaml"));
        var none = EgressStudy.Protocol with { Strategies = [] };
        var state = Study(EgressStudy.Protocol) with { Protocol = none };
        Assert.Contains("nothing is allowed", new SitePolicies(folder.File("open.yaml"), Hub, TimeProvider.System).WhyNot(state), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_against_a_study_is_told_at_once()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("policy.yaml"), "coordinators: []\nstudies: []\npurposes: []\napproval: {names: [], accounts: []}\n");
        var policies = new SitePolicies(folder.File("policy.yaml"), Hub, TimeProvider.System);
        var fault = Assert.Throws<LamellaException>(() => policies.Require(Study(EgressStudy.Protocol), "Dr North", "steward", [SiteMetrics.TrainingLoss], 5));
        Assert.Equal(ErrorCodes.PolicyRefused, fault.Code);
        foreach (var field in new[] { "coordinators:", "studies:", "purposes:", "approval.names:", "approval.accounts:", "metrics:", "updates.minimumPatients:", "updates.minimumSamples:" })
            Assert.Contains(field, fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_policy_nothing_is_allowed_and_a_change_of_it_counts_at_once()
    {
        using var folder = new TemporaryFolder();
        var (path, study) = (folder.File("policy.yaml"), Study(EgressStudy.Protocol));
        var policies = new SitePolicies(path, Hub, TimeProvider.System);
        Assert.Contains("nothing is allowed", policies.WhyNot(study), StringComparison.Ordinal);
        OpenPolicy.Write(path);
        Assert.Null(policies.WhyNot(study));
        File.AppendAllText(path, "smallestCel: 7\n");
        Assert.Contains("smallestCel", policies.WhyNot(study), StringComparison.Ordinal);
        Assert.False(policies.MayBegin(study, EgressStudy.Run));
    }

    [Fact]
    public void The_policy_a_site_begins_with_is_one()
    {
        using var folder = new TemporaryFolder();
        StarterPolicy.Write(folder.File("policy.yaml"), Hub);
        var policy = new SitePolicies(folder.File("policy.yaml"), Hub, TimeProvider.System).Read();
        Assert.Equal([Hub], policy.Coordinators);
        Assert.Equal(new SitePolicy { Coordinators = [], Studies = [], Purposes = [], Approvers = [], Accounts = [] }.MinimumPatients, policy.MinimumPatients);
        File.WriteAllText(folder.File("policy.yaml"), "mine");
        StarterPolicy.Write(folder.File("policy.yaml"), Hub);
        Assert.Equal("mine", File.ReadAllText(folder.File("policy.yaml")));
    }

    private static void Check(string field, IReadOnlyList<string> against)
    {
        if (field.Length == 0)
            Assert.Empty(against);
        else
            Assert.StartsWith(field, Assert.Single(against), StringComparison.Ordinal);
    }

    private static StudyState Study(StudyProtocol protocol)
    {
        protocol = protocol with { Reporting = protocol.Reporting with { MinimumCell = 5 } };
        return new StudyState(ProtocolEncoding.Hash(protocol), protocol, new StudyProposed(ProtocolEncoding.Hash(protocol), "", "research on response", SiteMetrics.AskedBy(protocol), "Dr Study"));
    }
}
