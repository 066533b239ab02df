using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Site.Administration;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Policy;
using Lamella.Site.Tests.Egress;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Site.Tests.Policy;

/// <summary>A site with a policy whose limits a study of two rounds and one seed just meets, a cohort, and a ledger that a test tells.</summary>
internal sealed class PolicedSite : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    private readonly TemporaryFolder home = new();
    private readonly SqliteEventStore store;

    public PolicedSite(int persons = 1)
    {
        Folder = new SiteFolder(home.File("site"));
        File.WriteAllText(Folder.Policy, $$"""
            coordinators: ["hub.example:7443"]
            studies: [egress]
            purposes: [research]
            approval: {names: [Dr North, Dr Ost], accounts: [steward, officer], persons: {{persons}}}
            metrics: [training-loss, test-metrics]
            smallestCell: 5
            updates: {minimumPatients: 6, minimumSamples: 40, maximumParameters: {{UpdateLayout.Parameters(Protocol)}}, roundBytes: 100000, studyBytes: {{2 * UpdateLayout.Length(Protocol, "fedavg")}}}
            """);
        File.WriteAllText(Table, string.Join('\n', Enumerable.Range(1, 8).Select(i => $"{i:000};{i};{(i % 2 == 0 ? "no" : "yes")};{(i > 6 ? "test" : "train")}").Prepend("id;x;y;part")));
        File.WriteAllText(home.File("map.yaml"), "tables:\n  - {file: table.csv, patient: id}\nsplit: {column: part, train: train, test: test}\n");
        new SiteCohorts(Folder.Cohorts).Add("all", home.File("map.yaml"), home.FullName, null, null, Now);
        var policies = new SitePolicies(Folder.Policy, "hub.example:7443", Hands);
        Desk = new ApprovalDesk(Folder, policies, Hands);
        store = new SqliteEventStore(Folder.Ledger);
        Agent = new SiteAgent(Hands.SetupOf(home, store, policies));
    }

    public static StudyProtocol Protocol { get; } = EgressStudy.Protocol with
    {
        Dictionary = EgressStudy.Protocol.Dictionary.Add(new Variable { Name = "y", Type = VariableType.Code, Codes = ["no", "yes"], KnownAt = KnownAt.Later }),
        Reporting = EgressStudy.Protocol.Reporting with { MinimumCell = 5 },
    };

    public SiteFolder Folder { get; }

    /// <summary>The hospital's table.</summary>
    public string Table => home.File("table.csv");

    public ApprovalDesk Desk { get; }

    public SiteHands Hands { get; } = new() { Now = Now };

    public SiteAgent Agent { get; }

    public ToldLedger Ledger { get; } = new("test", EgressStudy.Me, EgressStudy.Other);

    public static StudyAnswer Approval(StudyProtocol protocol) => new()
    {
        Study = ProtocolEncoding.Hash(protocol),
        Kind = StudyAnswerKind.Approve,
        By = "Dr North",
        Role = "data steward",
        Purpose = "research",
        Metrics = [SiteMetrics.TestMetrics, SiteMetrics.TrainingLoss],
        LeastSamples = 1,
        MostSamples = 1000,
        Patients = 6,
        Cohort = "all",
    };

    /// <summary>The site hears what the ledger has been told since.</summary>
    public void Hear() => Agent.Receive(Ledger.Entries.Skip((int)Agent.Head.Index + 1).ToList());

    public void Dispose()
    {
        store.Dispose();
        home.Dispose();
    }
}
