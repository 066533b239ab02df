using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Lamella.Cli.Bundles;
using Lamella.Testing;

namespace Lamella.Cli.Tests.Bundles;

public sealed class BundleArchiveTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Sums_name_every_file_in_order_but_themselves_and_their_signature()
    {
        Fill("a");
        File.WriteAllText(folder.File("a", "SHA256SUMS"), "old");
        File.WriteAllText(folder.File("a", "SHA256SUMS.sig"), "old");
        // echo -n one | sha256sum; echo -n two | sha256sum
        Assert.Equal(
            "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3  bin/two\n7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed  one.txt\n",
            Encoding.UTF8.GetString(ChecksumFile.Of(folder.File("a"))));
    }

    [Fact]
    public async Task Folders_of_the_same_content_give_the_same_archive_whenever_they_were_written()
    {
        Fill("a");
        Fill("b");
        File.SetLastWriteTimeUtc(folder.File("b", "one.txt"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(await PackAsync("a"), await PackAsync("b"));
    }

    [Fact]
    public async Task Entries_lie_below_one_folder_belong_to_root_and_only_programs_can_be_run()
    {
        Fill("a");
        using var archive = new TarReader(new GZipStream(new MemoryStream(await PackAsync("a")), CompressionMode.Decompress));
        var entries = new List<(string Name, int Mode)>();
        while (await archive.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
        {
            Assert.Equal((0, 0, Time), (entry.Uid, entry.Gid, entry.ModificationTime));
            entries.Add((entry.Name, (int)entry.Mode));
        }

        Assert.Equal([("top/", 0b111_101_101), ("top/bin/", 0b111_101_101), ("top/bin/two", 0b111_101_101), ("top/one.txt", 0b110_100_100)], entries);
    }

    private void Fill(string name)
    {
        Directory.CreateDirectory(folder.File(name, "bin"));
        File.WriteAllText(folder.File(name, "one.txt"), "one");
        File.WriteAllText(folder.File(name, "bin", "two"), "two");
    }

    private async Task<byte[]> PackAsync(string name)
    {
        using var packed = new MemoryStream();
        await BundleArchive.WriteAsync(folder.File(name), "top", ["bin/two"], Time, packed, TestContext.Current.CancellationToken);
        return packed.ToArray();
    }
}
