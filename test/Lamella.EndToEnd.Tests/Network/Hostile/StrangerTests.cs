using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Lamella.Coordinator.Hosting;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Transport.Identity;
using Lamella.Transport.Mapping;
using Lamella.Transport.Wire;

namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>Those who come with a certificate that does not count, or with none.</summary>
[Collection(nameof(HostileGround))]
public class StrangerTests(HostileGround ground)
{
    private static readonly SiteId Alpha = new("alpha");

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused_and_nothing_is_fetched_from_where_it_says_its_issuer_is()
    {
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = OfAStranger(key, $"http://127.0.0.1:{((IPEndPoint)trap.LocalEndpoint).Port}/issuer.cer");
        await ground.WhileOthersWorkAsync(() => RefusedAsync(certificate, key, "its certificate is not of this federation"));
        Assert.False(trap.Pending());
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_refused_and_the_coordinators_people_see_it()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(ground.Mallory.Key.ExportPkcs8PrivateKeyPem());
        using var certificate = Issued(key, "mallory", TimeSpan.FromMinutes(-5));
        await ground.WhileOthersWorkAsync(() => RefusedAsync(certificate, key, "its certificate has expired"));
        Assert.Contains("its certificate has expired", (await ground.Federation.ViewOfAsync("mallory")).LastRefusal);
    }

    [Fact]
    public async Task A_certificate_of_the_authority_itself_counts_for_nothing_where_the_ledger_has_another_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var alpha = Issued(key, "alpha", TimeSpan.FromDays(90));
        using var nobody = Issued(key, "nobody", TimeSpan.FromDays(90));
        await ground.WhileOthersWorkAsync(async () =>
        {
            await RefusedAsync(alpha, key, "it has another key now, or never joined");
            await RefusedAsync(nobody, key, "it has another key now, or never joined");
        });
    }

    [Fact]
    public async Task The_ports_own_certificate_is_no_sites()
    {
        var folder = CoordinatorFolder.Open(ground.Federation.PathOf("coordinator"));
        using var authority = folder.OpenAuthority();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = authority.IssueServer(key, ["alpha"], TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));
        await ground.WhileOthersWorkAsync(() => RefusedAsync(certificate, key, "its certificate is not of this federation"));
    }

    [Fact]
    public async Task A_revoked_certificate_is_refused_at_every_call()
    {
        using var trudy = await ground.Federation.IdentityOfAsync("trudy");
        await ground.Federation.Coordinator.AskAsync(c =>
        {
            c.Remove(trudy.Site, "the laptop was stolen");
            return true;
        });
        await ground.WhileOthersWorkAsync(() => RefusedAsync(trudy.Certificate, trudy.Key, "its identity was revoked: the laptop was stolen"));
    }

    [Fact]
    public async Task A_call_without_a_certificate_is_refused_everywhere_but_at_joining() =>
        await ground.WhileOthersWorkAsync(() => RefusedAsync(null, null, "comes without a certificate"));

    /// <summary>Each call that asks for a certificate refuses this one, with the code.</summary>
    private async Task RefusedAsync(X509Certificate2? certificate, ECDsa? key, string why)
    {
        using var whole = certificate is null ? null : certificate.HasPrivateKey ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null) : certificate.CopyWithPrivateKey(key!);
        using var channel = HostileDialling.Channel(ground.Federation.Settings.PublicAddress, whole);
        var hash = WireMapping.HashToWire(new string('a', 64));
        var blobs = new Blobs.BlobsClient(channel);
        Func<Task>[] calls =
        [
            async () => await new Enrolment.EnrolmentClient(channel).RenewAsync(new RenewRequest()),
            async () => await blobs.FindAsync(new FindRequest { Blob = hash }),
            async () => await blobs.Download(new DownloadRequest { Blob = hash }).ResponseStream.MoveNext(CancellationToken.None),
            async () => await blobs.Upload().ResponseAsync,
            async () => await new Transport.Wire.Federation.FederationClient(channel).Connect().ResponseStream.MoveNext(CancellationToken.None),
        ];
        foreach (var call in calls)
        {
            var told = WireFaults.FromWire(await Assert.ThrowsAsync<RpcException>(call));
            Assert.Equal(ErrorCodes.CallerRefused, told?.Code);
            Assert.Contains(why, told!.Fault);
        }
    }

    private X509Certificate2 Issued(ECDsa key, string site, TimeSpan life)
    {
        using var authority = CoordinatorFolder.Open(ground.Federation.PathOf("coordinator")).OpenAuthority();
        using var issued = authority.IssueSite(SigningRequest.Make(key, site), new SiteId(site), TimeProvider.System.GetUtcNow(), life);
        return X509CertificateLoader.LoadCertificate(issued.RawData);
    }

    private static X509Certificate2 OfAStranger(ECDsa key, string issuerAt)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var issuer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Alpha}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([], [issuerAt]));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: true));
        using var issued = request.Create(new X500DistinguishedName("CN=test authority, O=test"), X509SignatureGenerator.CreateForECDsa(issuer), now.AddDays(-1), now.AddDays(1), [1, 2, 3]);
        return X509CertificateLoader.LoadCertificate(issued.RawData);
    }
}
