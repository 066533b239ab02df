using Lamella.Federation;
using Lamella.Site.Egress;
using Lamella.Testing;

namespace Lamella.Site.Tests.Egress;

/// <summary>The log of what left: whole lines, one chain, nothing changed unseen.</summary>
public sealed class EgressLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string LogPath => folder.File("egress.log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lines_are_a_chain_and_small_messages_of_a_round_are_one_line()
    {
        Write();
        var lines = ReadAll();
        Assert.Equal([("join", 1L, 300L), ("hello", 1, 20), ("report", 2, 82), ("statement", 1, 500), ("update", 1, 4000)], lines.Select(l => (l.Kind, l.Count, l.Bytes)));
        Assert.Equal(lines.SkipLast(1).Select(l => l.Hash), lines.Skip(1).Select(l => l.Previous));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => (long)i), lines.Select(l => l.Index));
    }

    [Fact]
    public void A_line_that_a_crash_cut_off_is_dropped_and_the_chain_goes_on()
    {
        Write();
        var whole = File.ReadAllBytes(LogPath);
        var last = File.ReadAllLines(LogPath)[^1];
        for (var cut = 1; cut <= last.Length + 1; cut += 37)
        {
            File.WriteAllBytes(LogPath, whole[..^cut]);
            using (var log = new EgressLog(LogPath, TimeProvider.System))
                log.Append("statement", "again", 7, "");
            Assert.Equal(["join", "hello", "report", "statement", "statement"], ReadAll().Select(l => l.Kind));
        }
    }

    [Fact]
    public void A_changed_character_of_any_line_is_found_when_it_is_read_and_when_it_is_opened()
    {
        Write();
        var whole = File.ReadAllText(LogPath);
        var changes = Enumerable.Range(0, whole.Length).Where(i => char.IsAsciiDigit(whole[i])).Where((_, i) => i % 5 == 0).ToList();
        Assert.True(changes.Count > 50);
        foreach (var at in changes)
        {
            var digit = whole[at] == '9' ? '8' : (char)(whole[at] + 1);
            File.WriteAllText(LogPath, whole[..at] + digit + whole[(at + 1)..]);
            Assert.Equal(ErrorCodes.EgressMismatch, Assert.Throws<LamellaException>(() => ReadAll()).Code);
            Assert.Equal(ErrorCodes.EgressMismatch, Assert.Throws<LamellaException>(() => new EgressLog(LogPath, TimeProvider.System)).Code);
        }
    }

    [Fact]
    public void A_line_that_is_missing_doubled_or_elsewhere_is_found()
    {
        Write();
        var lines = File.ReadAllLines(LogPath);
        foreach (string[] wrong in new string[][] { [.. lines[..1], .. lines[2..]], [.. lines[1..]], [.. lines[..2], lines[1], .. lines[2..]], [lines[0], lines[2], lines[1], .. lines[3..]] })
        {
            File.WriteAllLines(LogPath, wrong);
            Assert.Equal(ErrorCodes.EgressMismatch, Assert.Throws<LamellaException>(() => ReadAll()).Code);
        }
    }

    [Fact]
    public void A_full_disk_leaves_the_log_as_it_was_and_it_goes_on_when_there_is_room()
    {
        using var disk = new SmallDisk(kilobytes: 64);
        Directory.CreateDirectory(disk.Folder);
        var path = Path.Combine(disk.Folder, "egress.log");
        using var log = new EgressLog(path, TimeProvider.System);
        log.Append("statement", "first", 1, "");
        disk.Fill();
        var about = new string('a', 5000);
        Assert.Equal(ErrorCodes.DiskFull, Assert.Throws<LamellaException>(() => log.Append("statement", about, 1, "")).Code);
        Assert.Equal(["first"], EgressLog.Read(EgressLog.OpenText(path)).Select(l => l.About));
        disk.MakeRoom();
        log.Append("statement", about, 1, "");
        Assert.Equal(["first", about], EgressLog.Read(EgressLog.OpenText(path)).Select(l => l.About));
    }

    private List<EgressRecord> ReadAll() => [.. EgressLog.Read(EgressLog.OpenText(LogPath))];

    private void Write()
    {
        using var log = new EgressLog(LogPath, TimeProvider.System);
        log.Append("join", "north", 300, new string('a', 64));
        log.Count(EgressKinds.Hello, "", 20);
        log.Count(EgressKinds.Report, "round 1", 41);
        log.Count(EgressKinds.Report, "round 1", 41);
        log.Append("statement", "HeadSeen 1", 500, new string('b', 64));
        log.Append("update", "round 1", 4000, new string('c', 64));
    }
}
