using System.Reflection;
using System.Security.Cryptography;
using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>
/// Makes the archive that installs one end of a federation on Debian 12 without a network: (1) room and key, (2) the program with its runtime, (3) the
/// slide library and the worker's lock, (4) installer, service and pages, (5) the list of components, (6) sums and signature, (7) the archive.
/// </summary>
internal static class BundleMaker
{
    private static string Version => typeof(BundleMaker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Makes it; an older archive in its place is replaced when the new one is whole.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="say">Told what is being done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LamellaException">Room, a tool, a library or the SDK is missing, or the build failed.</exception>
    public static async Task<BundleResult> MakeAsync(BundleRequest request, Action<string> say, CancellationToken cancellation)
    {
        // 1: what can fail at once fails at once.
        var tree = SourceTree.Find();
        var role = request.Role;
        Directory.CreateDirectory(tree.Artifacts);
        Directory.CreateDirectory(Path.GetDirectoryName(request.Output)!);
        BundleRoom.Require(tree.Artifacts, role.Megabytes);
        BundleRoom.Require(Path.GetDirectoryName(request.Output)!, role.Megabytes);
        using var kept = request.KeyFile is { } file ? BundleKey.Read(file) : null;
        if (kept is null)
            BundleKey.RequireNone(request.FreshKeyFile);
        var time = await tree.TimeAsync(cancellation);
        var name = $"lamella-{Version}-{role.Name}-{ProgramPublisher.Runtime}";
        var stage = Emptied(Path.Combine(tree.Artifacts, "stage", role.Name));

        // 2
        say($"Publishing {role.Project} with its runtime; minutes the first time ...");
        var program = Path.Combine(stage, "program");
        var components = NuGetComponents.Read(await ProgramPublisher.PublishAsync(tree, role, program, cancellation)).ToList();

        // 3
        if (role.HasSlides)
        {
            say("Copying the slide library and what it needs ...");
            components.AddRange(await SystemLibraries.CopyAsync(program, cancellation));
            components.Add(await WorkerLock.CopyAsync(stage, cancellation));
        }

        // 4, 5
        BundleFrame.Write(tree, role, Version, stage);
        BundleFrame.WriteLicences(components, stage);
        await File.WriteAllBytesAsync(Path.Combine(stage, "sbom.spdx.json"), SpdxDocument.Write(name, Version, time, components), cancellation);

        // 6
        say("Summing and packing ...");
        var sums = ChecksumFile.Of(stage);
        using var fresh = kept is null ? BundleKey.Create(request.FreshKeyFile) : null;
        var key = kept ?? fresh!;
        await File.WriteAllBytesAsync(Path.Combine(stage, ChecksumFile.Name), sums, cancellation);
        await File.WriteAllBytesAsync(Path.Combine(stage, ChecksumFile.SignatureName), key.Sign(sums), cancellation);

        // 7
        var (bytes, sha256) = await PackAsync(request, stage, name, time, cancellation);
        await File.WriteAllTextAsync(request.PublicKeyFile, key.PublicPem, cancellation);
        Directory.Delete(stage, recursive: true);
        return new BundleResult(name, bytes, sha256, key.Fingerprint, components);
    }

    private static async Task<(long Bytes, string Sha256)> PackAsync(BundleRequest request, string stage, string name, DateTimeOffset time, CancellationToken cancellation)
    {
        var beside = request.Output + ".part";
        try
        {
            await using (var archive = File.Create(beside))
                await BundleArchive.WriteAsync(stage, name, [BundleFrame.Installer, BundleFrame.Wrapper, WorkerLock.Place, $"program/{request.Role.Project}"], time, archive, cancellation);
            await using var written = File.OpenRead(beside);
            var result = (written.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellation)));
            File.Move(beside, request.Output, overwrite: true);
            return result;
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    private static string Emptied(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return Directory.CreateDirectory(folder).FullName;
    }
}
