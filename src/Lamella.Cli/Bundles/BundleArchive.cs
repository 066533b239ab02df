using System.Formats.Tar;
using System.IO.Compression;

namespace Lamella.Cli.Bundles;

/// <summary>A folder as a compressed archive, the same bytes for the same content: sorted, one time, one owner, fixed modes.</summary>
internal static class BundleArchive
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Program = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes it.</summary>
    /// <param name="folder">What goes in.</param>
    /// <param name="top">Name of the one folder in the archive that everything lies below.</param>
    /// <param name="programs">Files that can be run, by their names in the folder.</param>
    /// <param name="time">The time on every entry.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task WriteAsync(string folder, string top, IReadOnlyCollection<string> programs, DateTimeOffset time, Stream to, CancellationToken cancellation)
    {
        await using var packed = new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true);
        await using var archive = new TarWriter(packed, TarEntryFormat.Ustar);
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in ChecksumFile.FilesOf(folder))
        {
            foreach (var above in Above($"{top}/{file}").Where(folders.Add))
                await archive.WriteEntryAsync(Entry(TarEntryType.Directory, above + "/", Program, time), cancellation);
            var entry = Entry(TarEntryType.RegularFile, $"{top}/{file}", programs.Contains(file) ? Program : Plain, time);
            await using var content = File.OpenRead(Path.Combine(folder, file));
            entry.DataStream = content;
            await archive.WriteEntryAsync(entry, cancellation);
        }
    }

    /// <summary>The folders a name lies in, the outermost first.</summary>
    private static IEnumerable<string> Above(string name) => Enumerable.Range(0, name.Length).Where(i => name[i] == '/').Select(i => name[..i]);

    private static UstarTarEntry Entry(TarEntryType type, string name, UnixFileMode mode, DateTimeOffset time) =>
        new(type, name) { Mode = mode, ModificationTime = time, Uid = 0, Gid = 0, UserName = "root", GroupName = "root" };
}
