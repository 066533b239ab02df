using Lamella.Storage.Events;
using Lamella.Testing;
using Lamella.Testing.Conformance;

namespace Lamella.Storage.Tests.Events;

/// <summary>
/// A ledger's file and its write-ahead log, on a small disk if it is to be filled. A crash is what the files are at that moment: they are put back after the
/// store has let go of its locks.
/// </summary>
internal sealed class SqliteMedium : EventStoreMedium
{
    private readonly TemporaryFolder plain = new();
    private readonly SmallDisk? small;
    private SqliteEventStore? store;

    public SqliteMedium(SmallDisk? small = null)
    {
        this.small = small;
        Directory.CreateDirectory(Folder);
    }

    public override int Tears => 64;

    public string Path => System.IO.Path.Combine(Folder, "ledger.db");

    private string Folder => small?.Folder ?? plain.FullName;

    public override IEventStore Open()
    {
        Crash(Snapshot());
        return store = new SqliteEventStore(Path);
    }

    public override void Fill() => small!.Fill(leave: 64 << 10);

    public override void MakeRoom() => small!.MakeRoom();

    /// <summary>The log grows with an append; a crash cuts it somewhere between the two lengths.</summary>
    public override void Tear(int way, Action append)
    {
        var before = LogLength();
        append();
        var grown = LogLength() - before;
        Assert.True(grown > Tears, $"the log has grown by {grown} bytes");
        Crash(Snapshot(before + (grown * way / Tears)));
    }

    /// <summary>Length of the write-ahead log, in bytes.</summary>
    public long LogLength() => new FileInfo(Path + "-wal").Length;

    /// <summary>The files as they are; the log up to a length.</summary>
    public IReadOnlyDictionary<string, byte[]> Snapshot(long logLength = long.MaxValue) => Directory.EnumerateFiles(Folder).ToDictionary(
        f => f, f => File.ReadAllBytes(f) is var bytes && f.EndsWith("-wal", StringComparison.Ordinal) ? bytes[..(int)Math.Min(bytes.Length, logLength)] : bytes);

    /// <summary>The process dies and leaves these files.</summary>
    public void Crash(IReadOnlyDictionary<string, byte[]> files)
    {
        store?.Dispose();
        store = null;
        foreach (var file in Directory.EnumerateFiles(Folder))
            File.Delete(file);
        foreach (var (path, bytes) in files)
            File.WriteAllBytes(path, bytes);
    }

    protected override void Dispose(bool disposing)
    {
        store?.Dispose();
        small?.Dispose();
        plain.Dispose();
    }
}
