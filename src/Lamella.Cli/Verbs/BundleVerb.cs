using System.CommandLine;
using System.Globalization;
using Lamella.Cli.Bundles;
using Lamella.Federation;

namespace Lamella.Cli.Verbs;

/// <summary><c>bundle --role site|coordinator --out FILE.tar.gz</c>: one archive that installs without a network.</summary>
internal static class BundleVerb
{
    private const string Ending = ".tar.gz";

    public static Command Create()
    {
        var role = new Option<string>("--role") { Description = "site or coordinator.", Required = true };
        var output = new Option<string>("--out") { Description = "The archive, FILE.tar.gz; the public key goes beside it.", Required = true };
        var key = new Option<string?>("--key") { Description = "Private key (PEM, P-256) that signs; left out: a fresh one is made beside the archive." };
        var command = new Command("bundle", "Make one signed archive that installs a site or a coordinator on Debian 12 without a network.") { role, output, key };
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = parsed.GetRequiredValue(output);
            if (!file.EndsWith(Ending, StringComparison.Ordinal) || Directory.Exists(file))
                throw new LamellaException(ErrorCodes.UsageWrong, $"'{file}' is no name of an archive.", $"Say --out FILE{Ending}.");
            var request = new BundleRequest(BundleRole.Of(parsed.GetRequiredValue(role)), Path.GetFullPath(file), parsed.GetValue(key));
            var text = parsed.InvocationConfiguration.Output;
            Tell(request, await BundleMaker.MakeAsync(request, text.WriteLine, cancellation), text);
            return 0;
        });
        return command;
    }

    private static void Tell(BundleRequest request, BundleResult made, TextWriter text)
    {
        var (archive, key) = (Path.GetFileName(request.Output), Path.GetFileName(request.PublicKeyFile));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Archive: {request.Output}  ({made.Bytes / 1e6:F0} MB)"));
        text.WriteLine($"SHA-256: {made.Sha256}");
        text.WriteLine($"Public key: {request.PublicKeyFile}");
        text.WriteLine($"Fingerprint: {made.Fingerprint}");
        if (request.KeyFile is null)
            text.WriteLine($"Private key, made for this bundle: {request.FreshKeyFile}. Keep it and name it with --key next time, or delete it; never send it.");
        text.WriteLine();
        text.WriteLine("Send the archive and the public key, and tell the fingerprint by another way. The receiver checks:");
        text.WriteLine($"  openssl pkey -pubin -in {key} -outform DER | sha256sum     # the fingerprint");
        text.WriteLine($"  tar -xzf {archive}");
        text.WriteLine($"  openssl dgst -sha256 -verify {key} -signature {made.Name}/{ChecksumFile.SignatureName} {made.Name}/{ChecksumFile.Name}");
        text.WriteLine($"  {made.Name}/{BundleFrame.Installer} --help");
        var unknown = made.Components.Where(c => c.Licence == Component.Unknown).ToList();
        if (unknown.Count == 0)
            return;
        text.WriteLine();
        text.WriteLine("Packages that do not say their licence; look at them before the bundle is given away:");
        foreach (var component in unknown)
            text.WriteLine($"  {component.Name} {component.Version}");
    }
}
