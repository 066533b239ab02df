using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Lamella.Coordinator.Hosting;
using Lamella.Transport.Identity;
using Lamella.Transport.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lamella.EndToEnd.Tests.Network.Versions;

/// <summary>What a line does with the frames of a site.</summary>
internal delegate Task LineScript(IAsyncStreamReader<SiteFrame> frames, IServerStreamWriter<HubFrame> answers);

/// <summary>A coordinator's port, with its own key and certificate, behind which stands a script: a hub of another version, or one that misbehaves.</summary>
internal sealed class ScriptedHub : IAsyncDisposable
{
    private readonly WebApplication port;

    private ScriptedHub(WebApplication port) => this.port = port;

    /// <summary>Opens the port of a coordinator that is not running.</summary>
    public static async Task<ScriptedHub> StartAsync(CoordinatorFolder folder, LineScript script, HttpProtocols protocols = HttpProtocols.Http2)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(script);
        builder.Services.AddGrpc();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPEndPoint.Parse(folder.Settings.Listen), listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = CertificateOf(folder);
                https.ClientCertificateMode = Microsoft.AspNetCore.Server.Kestrel.Https.ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
            });
        }));
        var port = builder.Build();
        port.MapGrpcService<Line>();
        await port.StartAsync();
        return new ScriptedHub(port);
    }

    /// <summary>A certificate of a coordinator's port, with its key.</summary>
    public static X509Certificate2 CertificateOf(CoordinatorFolder folder)
    {
        using var authority = folder.OpenAuthority();
        using var key = folder.OpenPortKey();
        using var issued = authority.IssueServer(key, ["127.0.0.1"], TimeProvider.System.GetUtcNow(), CertificateAuthority.AuthorityLife);
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await port.StopAsync(now.Token);
        await port.DisposeAsync();
    }

    private sealed class Line(LineScript script) : Transport.Wire.Federation.FederationBase
    {
        public override Task Connect(IAsyncStreamReader<SiteFrame> requestStream, IServerStreamWriter<HubFrame> responseStream, ServerCallContext context) => script(requestStream, responseStream);
    }
}
