using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamella.Coordinator.Hosting;
using Lamella.EndToEnd.Tests.Network.Versions;
using Lamella.Federation;
using Lamella.Federation.Rounds;
using Lamella.Site.Hosting;
using Lamella.Testing.Network;
using Lamella.Transport.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lamella.EndToEnd.Tests.Network.Proxies;

/// <summary>Hospitals behind proxies: those that let TLS through, and those that do not and what the site then says.</summary>
public class ProxyTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(null)]
    [InlineData("hospital:p@ss:word")]
    public async Task A_study_runs_through_a_proxy_without_and_with_basic_authentication(string? credentials)
    {
        using var study = new SmallFederation();
        var simulated = await study.RunAsync();
        await using var proxy = new ConnectProxy { Credentials = credentials };
        await using var federation = new NetworkFederation(study) { Proxy = Through(proxy, credentials) };
        await federation.BeginAsync();
        var run = await federation.EndAsync();
        Assert.Equal((RunStatus.Completed, simulated.Result.Model), (run.Status, run.Model));
        // For each site at least: joining, the line, and files.
        Assert.True(proxy.Passed.Count >= 9, $"{proxy.Passed.Count}");
        Assert.All(proxy.Passed, d => Assert.Equal(federation.Settings.PublicAddress, d));
    }

    [Fact]
    public async Task Wrong_credentials_have_a_code_when_joining_and_when_running_and_the_coordinator_hears_nothing()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        (await federation.IdentityOfAsync("beta")).Dispose();
        await using var proxy = new ConnectProxy { Credentials = "hospital:right" };
        federation.Proxy = Through(proxy, "hospital:wrong");

        var joining = await Assert.ThrowsAsync<LamellaException>(() => federation.IdentityOfAsync("gamma"));
        federation.StartSiteAlone("beta");
        await Eventually.HoldsAsync(() => federation.SiteOf("beta").Host.WhyDown is not null, Longest);
        var status = await federation.SiteOf("beta").Host.StatusAsync();

        Assert.Equal(ErrorCodes.ProxyRefused, joining.Code);
        Assert.Contains("HTTP 407", joining.Fault);
        Assert.StartsWith("LML9008: ", status.WhyDown);
        Assert.DoesNotContain("wrong", status.WhyDown);
        Assert.Empty(proxy.Passed);
    }

    [Fact]
    public async Task A_proxy_that_forbids_the_destination_has_a_code_and_the_destination_to_ask_for()
    {
        using var study = new SmallFederation();
        await using var proxy = new ConnectProxy { IsForbidding = true };
        await using var federation = new NetworkFederation(study) { Proxy = Through(proxy, null) };
        await federation.StartCoordinatorAsync();
        var fault = await Assert.ThrowsAsync<LamellaException>(() => federation.IdentityOfAsync("beta"));
        Assert.Equal(ErrorCodes.ProxyRefused, fault.Code);
        Assert.Contains("HTTP 403", fault.Fault);
        Assert.Contains($"CONNECT to {federation.Settings.PublicAddress}", fault.Remedy);
    }

    [Fact]
    public async Task A_proxy_that_looks_into_TLS_is_refused_by_name_and_reads_nothing()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        (await federation.IdentityOfAsync("beta")).Dispose();
        using var certificate = InspectionCertificate();
        await using var proxy = new ConnectProxy { Inspecting = certificate };
        federation.Proxy = Through(proxy, null);

        var joining = await Assert.ThrowsAsync<LamellaException>(() => federation.IdentityOfAsync("gamma"));
        federation.StartSiteAlone("beta");
        await Eventually.HoldsAsync(() => federation.SiteOf("beta").Host.WhyDown is not null, Longest);
        var running = federation.SiteOf("beta").Host.WhyDown!;

        Assert.All([joining, running], fault =>
        {
            Assert.Equal(ErrorCodes.TlsIntercepted, fault.Code);
            Assert.Contains("CN=Hospital inspection authority", fault.Fault);
            Assert.Contains($"Have {federation.Settings.PublicAddress} exempted from TLS inspection (TLS 1.3, HTTP/2)", fault.Remedy);
        });
        Assert.Equal(0, proxy.BytesSeen);
        Assert.Empty(federation.Coordinator.Connected);
    }

    [Fact]
    public async Task A_server_without_HTTP2_before_the_coordinator_has_a_code_and_words()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        (await federation.IdentityOfAsync("beta")).Dispose();
        await federation.StopCoordinatorAsync();
        await using var old = await ScriptedHub.StartAsync(
            CoordinatorFolder.Open(federation.PathOf("coordinator")), (_, _) => throw new InvalidOperationException("Nobody gets here."), HttpProtocols.Http1);
        federation.StartSiteAlone("beta");
        await Eventually.HoldsAsync(() => federation.SiteOf("beta").Host.WhyDown is not null, Longest);
        var why = federation.SiteOf("beta").Host.WhyDown!;
        Assert.True(why.Code == ErrorCodes.Http2Missing, $"{why.InnerException}");
        Assert.Equal($"At {federation.Settings.PublicAddress} somebody answers who speaks no HTTP/2.", why.Fault);
        Assert.Contains("ALPN h2", why.Remedy);
    }

    [Fact]
    public async Task A_server_that_agrees_on_no_protocol_at_all_has_the_same_code()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        using var certificate = ScriptedHub.CertificateOf(CoordinatorFolder.Open(federation.PathOf("coordinator")));
        await using var proxy = new ConnectProxy { Inspecting = certificate, OffersHttp2 = false };
        federation.Proxy = Through(proxy, null);
        var fault = await Assert.ThrowsAsync<LamellaException>(() => federation.IdentityOfAsync("beta"));
        Assert.True(fault.Code == ErrorCodes.Http2Missing, $"{fault.InnerException}");
    }

    private static IWebProxy Through(ConnectProxy proxy, string? credentials)
    {
        var user = credentials is null ? "" : string.Join(':', credentials.Split(':', 2).Select(Uri.EscapeDataString)) + "@";
        return new SiteSettings { Proxy = $"http://{user}127.0.0.1:{proxy.Port}" }.ToProxy()!;
    }

    private static X509Certificate2 InspectionCertificate()
    {
        using var authority = CertificateAuthority.Create("Hospital inspection", TimeProvider.System.GetUtcNow());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = authority.IssueServer(key, ["127.0.0.1"], TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
