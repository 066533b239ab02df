using System.Diagnostics;
using System.Security.Cryptography;
using Lamella.Cli.Bundles;
using Lamella.Federation;
using Lamella.Testing;

namespace Lamella.Cli.Tests.Bundles;

public sealed class BundleKeyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_fresh_key_is_for_its_owner_alone_is_read_again_and_is_never_overwritten()
    {
        using var made = BundleKey.Create(folder.File("key.pem"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("key.pem")));
        using var read = BundleKey.Read(folder.File("key.pem"));
        Assert.Equal((made.Fingerprint, made.PublicPem), (read.Fingerprint, read.PublicPem));
        Assert.Equal(ErrorCodes.UsageWrong, Assert.Throws<LamellaException>(() => BundleKey.Create(folder.File("key.pem"))).Code);
    }

    [Fact]
    public async Task Plain_openssl_verifies_the_signature_and_refuses_another_content()
    {
        using var key = BundleKey.Create(folder.File("key.pem"));
        await File.WriteAllTextAsync(folder.File("pub.pem"), key.PublicPem, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("sums"), "content", TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.File("sums.sig"), key.Sign("content"u8.ToArray()), TestContext.Current.CancellationToken);
        Assert.Equal(0, await VerifyAsync());
        await File.WriteAllTextAsync(folder.File("sums"), "Content", TestContext.Current.CancellationToken);
        Assert.Equal(1, await VerifyAsync());
    }

    [Fact]
    public void What_is_no_private_key_on_p256_is_refused_with_its_code()
    {
        using var rsa = RSA.Create(2048);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var whole = BundleKey.Create(folder.File("whole.pem"));
        foreach (var (text, number) in new[] { "no key", rsa.ExportPkcs8PrivateKeyPem(), other.ExportPkcs8PrivateKeyPem(), whole.PublicPem }.Select((t, i) => (t, i)))
        {
            File.WriteAllText(folder.File($"{number}.pem"), text);
            Assert.Equal(ErrorCodes.IdentityUnusable, Assert.Throws<LamellaException>(() => BundleKey.Read(folder.File($"{number}.pem"))).Code);
        }

        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => BundleKey.Read(folder.File("none.pem"))).Code);
    }

    private async Task<int> VerifyAsync()
    {
        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-sha256", "-verify", folder.File("pub.pem"), "-signature", folder.File("sums.sig"), folder.File("sums")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await openssl.WaitForExitAsync(TestContext.Current.CancellationToken);
        return openssl.ExitCode;
    }
}
