using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Messages;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Site.Egress;
using Lamella.Site.Policy;
using Lamella.Testing;
using Lamella.Transport.Identity;
using Lamella.Transport.Line;

namespace Lamella.Site.Tests.Egress;

/// <summary>What the gate does not let out: no connection is tried, and the refusal stands in the log.</summary>
public sealed class EgressGateTests : IDisposable
{
    private const int Approved = 1000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder folder = new();
    private readonly TcpListener coordinator = new(IPAddress.Loopback, 0);
    private readonly ToldLedger ledger = new("test", EgressStudy.Me, EgressStudy.Other);
    private readonly Clock clock = new();
    private readonly string study;

    public EgressGateTests()
    {
        coordinator.Start();
        study = ProtocolEncoding.Hash(EgressStudy.Protocol);
        ledger.Tell(new StudyProposed(
            study, System.Text.Encoding.UTF8.GetString(ProtocolEncoding.Encode(EgressStudy.Protocol)), "research", SiteMetrics.AskedBy(EgressStudy.Protocol), "Dr Study"));
        ledger.Tell(new RunQueued(EgressStudy.Run, "Dr Study"));
    }

    private string Address => $"127.0.0.1:{((IPEndPoint)coordinator.LocalEndpoint).Port}";

    public void Dispose()
    {
        coordinator.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task An_update_of_a_study_that_was_not_approved_does_not_leave() =>
        await RefusedAsync(Update(), "this site ");

    [Fact]
    public async Task An_update_does_not_leave_after_the_approval_was_revoked()
    {
        Approve(SiteMetrics.AskedBy(EgressStudy.Protocol));
        ledger.Say(EgressStudy.Me, (number, seen) => new ApprovalRevoked(EgressStudy.Me, number, seen, study, "Dr North", "a patient objected"));
        await RefusedAsync(Update(), "this site ");
    }

    [Fact]
    public async Task An_update_of_a_run_that_nobody_asked_for_does_not_leave()
    {
        Approve(SiteMetrics.AskedBy(EgressStudy.Protocol));
        await RefusedAsync(Update() with { Run = EgressStudy.Run with { Seed = 99 } }, "no such run");
    }

    [Theory]
    [InlineData(Approved + 1)]
    [InlineData(0)]
    public async Task A_number_of_patients_beyond_what_was_approved_does_not_leave(long samples)
    {
        Approve(SiteMetrics.AskedBy(EgressStudy.Protocol));
        await RefusedAsync(Update() with { Samples = samples }, "number of patients");
    }

    [Fact]
    public async Task A_figure_that_was_not_approved_does_not_leave()
    {
        Approve([]);
        await RefusedAsync(Update() with { Loss = 0.5 }, "training loss");
        await RefusedAsync(Update() with { HoldoutLoss = 0.5, HoldoutSamples = 5 }, "holdout loss");
    }

    [Fact]
    public async Task A_file_of_another_length_than_announced_does_not_leave()
    {
        Approve([]);
        await RefusedAsync(Update() with { Bytes = 65 }, "bytes, 65 were announced");
    }

    [Fact]
    public async Task A_file_that_is_not_as_long_as_the_model_of_the_study_does_not_leave()
    {
        Approve([]);
        await RefusedAsync(Update() with { Bytes = 2 << 20 }, "not the length of the study's model", new byte[2 << 20]);
    }

    [Fact]
    public async Task A_file_with_words_before_its_weights_does_not_leave()
    {
        Approve([]);
        var protocol = EgressStudy.Protocol;
        var manifest = ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, CovariateLayout.Columns(protocol).Length, protocol.Training.KeepLocal).Manifest;
        using var file = new MemoryStream();
        Safetensors.Write(file, manifest, [(UpdateLayout.Delta, new float[manifest.TotalCount])]);
        Assert.Null(UpdateLayout.WhyNot(file, protocol, EgressStudy.Run.Strategy));
        var bytes = file.ToArray();
        "Smith"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("delta"u8)));
        await RefusedAsync(Update() with { Bytes = bytes.Length }, "something else before its weights", bytes);
    }

    [Theory]
    [InlineData("""{"Count":[5],"Sum":[1],"SumOfSquares":[1],"Name":"Smith"}""", "something else")]
    [InlineData("""{"Count":[5],"Sum":[1], "SumOfSquares":[1]}""", "something else")]
    [InlineData("""{"Count":[5,5],"Sum":[1,1],"SumOfSquares":[1,1]}""", "columns")]
    [InlineData("Smith", "no column sums")]
    public async Task Sums_with_anything_beside_them_do_not_leave(string text, string why)
    {
        Approve([]);
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        await RefusedAsync(Update() with { Round = 0, Bytes = bytes.Length }, why, bytes);
    }

    [Fact]
    public async Task What_cannot_be_written_down_does_not_leave()
    {
        using var disk = new SmallDisk(kilobytes: 64);
        Directory.CreateDirectory(disk.Folder);
        using var log = new EgressLog(Path.Combine(disk.Folder, "egress.log"), TimeProvider.System);
        disk.Fill();
        var code = JoinCode.Create(Address, EgressStudy.Me, new byte[32]);
        var fault = await Assert.ThrowsAsync<LamellaException>(() => EgressGate.JoinAsync(code, folder.File("identity"), log, null, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.DiskFull, fault.Code);
        Assert.False(coordinator.Pending());
    }

    [Fact]
    public void Every_kind_has_a_name_of_its_own_and_a_bound()
    {
        Assert.Equal(EgressKinds.All.Length, EgressKinds.All.Select(k => k.Name).Distinct().Count());
        Assert.All(EgressKinds.All, k => Assert.True(k.MostBytes > 0 && (k == EgressKinds.Update || k.MostBytes <= 256 << 10)));
    }

    private static UpdateSubmitted Update() =>
        new(EgressStudy.Me, 2, new Head(-1, LedgerHash.Zero), EgressStudy.Run, 1, ToldLedger.Blob("base"), EgressStudy.Blob, 64, 80, 0, 10, null, null, 0, 64);

    private void Approve(ImmutableArray<string> metrics) => ledger.Say(
        EgressStudy.Me, (number, seen) => new StudyApproved(EgressStudy.Me, number, seen, study, "research", metrics, "Dr North", "data steward", null, 1, Approved));

    private async Task RefusedAsync(UpdateSubmitted update, string why, byte[]? content = null)
    {
        clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(ledger.Time);
        using var identity = Identity();
        using var log = new EgressLog(folder.File("egress.log"), clock);
        if (!File.Exists(folder.File("policy.yaml")))
            OpenPolicy.Write(folder.File("policy.yaml"));
        using var gate = new EgressGate(identity, log, new Deaf(), new SitePolicies(folder.File("policy.yaml"), Address, clock), clock, null);
        gate.Allow(ledger.State);
        var path = folder.File("update");
        await File.WriteAllBytesAsync(path, content ?? new byte[64], TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<LamellaException>(() => gate.UploadAsync(update, path, TestContext.Current.CancellationToken).WaitAsync(Longest, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.EgressRefused, fault.Code);
        var line = EgressLog.Read(EgressLog.OpenText(folder.File("egress.log"))).Last();
        Assert.Equal((EgressRecord.Refused + "update", 0L), (line.Kind, line.Bytes));
        Assert.Contains(why, line.About, StringComparison.Ordinal);
        Assert.False(coordinator.Pending());
    }

    private SiteIdentity Identity()
    {
        using var authority = CertificateAuthority.Create("test", clock.Now);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = authority.IssueSite(SigningRequest.Make(key, EgressStudy.Me.Value), EgressStudy.Me, clock.Now, TimeSpan.FromDays(1));
        return SiteIdentity.Keep(folder.File("identity"), key, certificate, authority.Certificate, Address, "ledger key");
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Hears nothing: the line is never up.</summary>
    private sealed class Deaf : ISiteLineEvents
    {
        public Task<Head> HeadAsync() => Task.FromResult(new Head(-1, LedgerHash.Zero));

        public void Up()
        {
        }

        public void Down(LamellaException why)
        {
        }

        public void Receive(IReadOnlyList<LedgerEntry> entries)
        {
        }

        public void Receive(long number, StatementReply reply)
        {
        }
    }
}
