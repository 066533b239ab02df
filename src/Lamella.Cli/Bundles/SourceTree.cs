using System.Globalization;
using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>The checkout a bundle is made from.</summary>
/// <param name="Root">Its folder.</param>
internal sealed record SourceTree(string Root)
{
    /// <summary>Where a zip's clock begins: the time of a tree that has no commit to tell one.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Builds for bundles lie apart, so that they disturb neither tests nor a program that runs.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts", "bundle");

    /// <summary>Finds it from the program, which was built inside.</summary>
    /// <exception cref="LamellaException">The program was installed from a bundle, or copied.</exception>
    public static SourceTree Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lamella.slnx")))
                return new SourceTree(folder.FullName);
        }

        throw BundleFault.Of("Bundles are made from Lamella's source tree, and this program does not lie in one.", "Give the command in a checkout: ./lamella bundle ...");
    }

    /// <summary>The one time that stands on everything in a bundle: what <c>SOURCE_DATE_EPOCH</c> says, or else the time of the last commit.</summary>
    public async Task<DateTimeOffset> TimeAsync(CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is { Length: > 0 } said)
            return Seconds(said) ?? throw new LamellaException(ErrorCodes.UsageWrong, "SOURCE_DATE_EPOCH is no number of seconds.", "Set it to seconds since 1970, or unset it.");
        var (exit, output) = await ChildProgram.TryRunAsync("git", ["-C", Root, "log", "-1", "--format=%ct"], cancellation);
        return exit == 0 && Seconds(output.Trim()) is { } time ? time : NoTime;
    }

    private static DateTimeOffset? Seconds(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
