using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.Federation;
using Lamella.Testing;
using Lamella.Testing.Network;
using Lamella.Transport.Identity;

namespace Lamella.EndToEnd.Tests.Operations;

/// <summary>Where a site's key may be, with the real program.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SiteKeyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_key_that_comes_as_a_credential_joins_and_runs_and_is_never_written()
    {
        using var hub = await HubAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Directory.CreateDirectory(folder.File("credentials"));
        await File.WriteAllTextAsync(folder.File("credentials", SiteKeyFile.Credential), key.ExportECPrivateKeyPem(), TestContext.Current.CancellationToken);
        string[] service = ["env", "CREDENTIALS_DIRECTORY=" + folder.File("credentials")];
        var (exit, words, errors) = await LamellaProcess.RunAsAsync(service, "site", "join", folder.File("alpha"), "--code", await CodeAsync("alpha"));
        Assert.True(exit == 0, errors);
        Assert.Contains("alpha has joined", words, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("alpha", "identity", "key.pem")));
        var secret = Convert.ToBase64String(key.ExportECPrivateKey())[..40];
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.File("alpha"), "*", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains(secret, StringComparison.Ordinal));

        using (var site = LamellaProcess.StartAs(service, ["site", "run", folder.File("alpha")]))
        {
            await site.HearAsync("The line is up.");
            Assert.Equal(0, await site.EndAsync());
        }

        // Without it the site does not run; what has left is looked at without a key.
        var (without, _, told) = await LamellaProcess.RunAsync("site", "run", folder.File("alpha"));
        Assert.Equal(1, without);
        Assert.StartsWith(ErrorCodes.IdentityUnusable, told, StringComparison.Ordinal);
        Assert.Contains(SiteKeyFile.Credential, told, StringComparison.Ordinal);
        Assert.Equal(0, (await LamellaProcess.RunAsync("site", "egress", "verify", folder.File("alpha"))).Exit);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public async Task A_key_that_others_may_read_or_change_is_refused(UnixFileMode others)
    {
        using var hub = await HubAsync();
        var (exit, _, errors) = await LamellaProcess.RunAsync("site", "join", folder.File("alpha"), "--code", await CodeAsync("alpha"));
        Assert.True(exit == 0, errors);
        var key = folder.File("alpha", "identity", "key.pem");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        File.SetUnixFileMode(key, File.GetUnixFileMode(key) | others);
        foreach (var verb in (string[][])[["run", folder.File("alpha")], ["join", folder.File("alpha"), "--code", await CodeAsync("alpha")]])
        {
            var (refused, _, told) = await LamellaProcess.RunAsync(["site", .. verb]);
            Assert.Equal(1, refused);
            Assert.StartsWith(ErrorCodes.KeyExposed, told, StringComparison.Ordinal);
        }
    }

    private async Task<LamellaProcess> HubAsync()
    {
        var port = Ports.Free();
        var (exit, _, errors) = await LamellaProcess.RunAsync("coordinator", "init", folder.File("hub"), "--federation", "test", "--address", $"127.0.0.1:{port}", "--listen", $"127.0.0.1:{port}");
        Assert.True(exit == 0, errors);
        var hub = LamellaProcess.Start("coordinator", "run", folder.File("hub"));
        await hub.HearAsync("runs: it listens");
        return hub;
    }

    private async Task<string> CodeAsync(string site) => (await LamellaProcess.RunAsync("coordinator", "invite", folder.File("hub"), site)).Output.Split('\n')[0];
}
