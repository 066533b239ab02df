using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.Federation;
using Lamella.Site.Doctor;
using Lamella.Testing;
using Lamella.Testing.Network;
using Lamella.Transport.Identity;
using Lamella.Transport.Line;

namespace Lamella.EndToEnd.Tests.Network.Doctor;

/// <summary>The doctor on the way to a coordinator, over real sockets.</summary>
public sealed class DoctorLineTests : IAsyncDisposable
{
    private readonly SmallFederation study = new();
    private readonly NetworkFederation federation;

    public DoctorLineTests() => federation = new NetworkFederation(study);

    public static TheoryData<int, DoctorVerdict> Clocks => new()
    {
        { 0, DoctorVerdict.Pass },
        { 60, DoctorVerdict.Warn },
        { -60, DoctorVerdict.Warn },
        { 3600, DoctorVerdict.Fail },
        { -3600, DoctorVerdict.Fail },
    };

    public async ValueTask DisposeAsync()
    {
        await federation.DisposeAsync();
        study.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_way_that_works_passes_with_and_without_a_proxy_and_the_coordinator_hears_nothing_of_the_site(bool through)
    {
        using var authority = await JoinedAsync();
        await using var proxy = new ConnectProxy { Credentials = "hospital:p@ss:word" };
        var findings = await LookAsync(authority, through ? new Uri($"http://hospital:p%40ss%3Aword@127.0.0.1:{proxy.Port}") : null);
        Assert.All(findings, f => Assert.True(f.Verdict == DoctorVerdict.Pass, $"{f.Check}: {f.Found}"));
        Assert.Equal(["name", "connection", "proxy", "tls", "coordinator", "clock"], findings.Select(f => f.Check));
        Assert.Equal(through, !proxy.Passed.IsEmpty);
        Assert.Empty(federation.Coordinator.Connected);
        Assert.Empty(federation.Broken);
    }

    [Fact]
    public async Task A_wrong_name_is_the_only_fault_and_what_follows_is_not_tried()
    {
        var findings = await LookAsync(null, null, "no-such-hub.invalid:7443");
        Assert.Equal((DoctorVerdict.Fail, ErrorCodes.Unreachable), (findings[0].Verdict, findings[0].Code));
        Assert.Contains("'no-such-hub.invalid' is not known here", findings[0].Found, StringComparison.Ordinal);
        Assert.All(findings.Skip(1), f => Assert.Equal(DoctorVerdict.NotTried, f.Verdict));
    }

    [Fact]
    public async Task A_refused_port_names_the_rule_to_ask_for()
    {
        var address = $"127.0.0.1:{Ports.Free()}";
        var fault = FaultOf(await LookAsync(null, null, address), "connection");
        Assert.Equal(ErrorCodes.Unreachable, fault.Code);
        Assert.Contains($"let this machine out to {address}", fault.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "HTTP 403", "allow CONNECT to")]
    [InlineData(false, "HTTP 407", "user:password")]
    public async Task A_proxy_that_refuses_is_named_with_its_answer(bool forbids, string said, string remedy)
    {
        using var authority = await JoinedAsync();
        await using var proxy = new ConnectProxy { IsForbidding = forbids, Credentials = "hospital:right" };
        var fault = FaultOf(await LookAsync(authority, new Uri($"http://hospital:wrong@127.0.0.1:{proxy.Port}")), "proxy");
        Assert.Equal(ErrorCodes.ProxyRefused, fault.Code);
        Assert.Contains(said, fault.Found, StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", fault.Found + fault.Remedy, StringComparison.Ordinal);
        Assert.Empty(proxy.Passed);
    }

    [Fact]
    public async Task A_device_that_looks_into_TLS_is_named_and_reads_nothing()
    {
        using var authority = await JoinedAsync();
        using var certificate = Stranger();
        await using var proxy = new ConnectProxy { Inspecting = certificate };
        var fault = FaultOf(await LookAsync(authority, new Uri($"http://127.0.0.1:{proxy.Port}")), "coordinator");
        Assert.Equal(ErrorCodes.TlsIntercepted, fault.Code);
        Assert.Contains("CN=Hospital inspection", fault.Found, StringComparison.Ordinal);
        Assert.Contains("exempted from TLS inspection", fault.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, proxy.BytesSeen);
    }

    [Fact]
    public async Task Before_joining_the_issuer_is_told_and_nobody_can_tell_more()
    {
        using var authority = await JoinedAsync();
        var findings = await LookAsync(null, null);
        var told = findings.Single(f => f.Check == "coordinator");
        Assert.Equal(DoctorVerdict.Warn, told.Verdict);
        Assert.Contains("Before joining nobody can tell", told.Found, StringComparison.Ordinal);
        Assert.Contains(authority.Subject, told.Found, StringComparison.Ordinal);
        Assert.Equal(DoctorVerdict.Pass, findings.Single(f => f.Check == "clock").Verdict);
    }

    [Fact]
    public async Task Somebody_who_speaks_no_HTTP2_has_its_code()
    {
        using var authority = await JoinedAsync();
        using var certificate = Stranger();
        await using var proxy = new ConnectProxy { Inspecting = certificate, OffersHttp2 = false };
        Assert.Equal(ErrorCodes.Http2Missing, FaultOf(await LookAsync(authority, new Uri($"http://127.0.0.1:{proxy.Port}")), "tls").Code);
    }

    [Fact]
    public async Task A_coordinator_under_another_name_than_its_own_is_told()
    {
        using var authority = await JoinedAsync();
        var port = federation.Settings.PublicAddress.Split(':')[1];
        Assert.Contains("for another name", FaultOf(await LookAsync(authority, null, $"localhost:{port}"), "coordinator").Found, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task A_clock_that_is_wrong_is_told_by_how_much(int seconds, DoctorVerdict verdict)
    {
        using var authority = await JoinedAsync();
        var clock = (await LookAsync(authority, null, time: new ManualTime(TimeProvider.System.GetUtcNow().AddSeconds(seconds)))).Single(f => f.Check == "clock");
        Assert.True(verdict == clock.Verdict, clock.Found);
        if (seconds != 0)
            Assert.Contains(seconds < 0 ? "behind" : "ahead of", clock.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_takes_the_connection_and_says_nothing_is_not_waited_for_long()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var findings = await LookAsync(null, null, $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", longest: TimeSpan.FromSeconds(1));
        Assert.Contains("No answer within", FaultOf(findings, "tls").Found, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_key_that_others_may_read_is_a_fault_with_its_code_and_the_line_is_looked_at_all_the_same()
    {
        using var authority = await JoinedAsync();
        var home = federation.PathOf("beta");
        File.SetUnixFileMode(Path.Combine(home, "identity", "key.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var (exit, output, errors) = await LamellaProcess.RunAsync("site", "doctor", home, "--json");
        Assert.True(exit == 1, output + errors);
        var lines = JsonDocument.Parse(output).RootElement.EnumerateArray().ToDictionary(l => l.GetProperty("check").GetString()!);
        Assert.Equal((ErrorCodes.KeyExposed, "fail"), (lines["key"].GetProperty("code").GetString(), lines["key"].GetProperty("verdict").GetString()));
        Assert.All(["coordinator", "clock", "engine"], check => Assert.Equal("pass", lines[check].GetProperty("verdict").GetString()));
    }

    private static DoctorFinding FaultOf(IReadOnlyList<DoctorFinding> findings, string check)
    {
        var fault = Assert.Single(findings, f => f.Verdict == DoctorVerdict.Fail);
        Assert.True(check == fault.Check, $"{fault.Check}: {fault.Found}");
        Assert.NotEmpty(fault.Remedy);
        return fault;
    }

    private static X509Certificate2 Stranger()
    {
        using var authority = CertificateAuthority.Create("Hospital inspection", TimeProvider.System.GetUtcNow());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = authority.IssueServer(key, ["127.0.0.1"], TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private async Task<X509Certificate2> JoinedAsync()
    {
        await federation.StartCoordinatorAsync();
        using var identity = await federation.IdentityOfAsync("beta");
        return SiteIdentity.HubOf(federation.PathOf("beta", "identity")).Authority;
    }

    private Task<IReadOnlyList<DoctorFinding>> LookAsync(X509Certificate2? authority, Uri? proxy, string? address = null, TimeProvider? time = null, TimeSpan? longest = null) =>
        new SiteDoctor(TimeProvider.System, longest ?? SiteDoctor.Longest).LookAsync(
            DoctorChecks.Line(new HubProbe(address ?? federation.Settings.PublicAddress, proxy, authority), proxy is not null, time ?? TimeProvider.System), TestContext.Current.CancellationToken);
}
