using Lamella.Federation.Ledger;
using Lamella.Site.Ledger;
using Lamella.Testing;
using Lamella.Testing.Conformance;

namespace Lamella.Site.Tests.Ledger;

/// <summary>An outbox's file, on a small disk if it is to be filled.</summary>
internal sealed class FileOutboxMedium(SmallDisk? small = null) : OutboxMedium
{
    private readonly TemporaryFolder plain = new();

    public string Path => System.IO.Path.Combine(small?.Folder ?? plain.FullName, "state", "outbox");

    public override IOutbox Open() => new FileOutbox(Path);

    public override void Fill() => small!.Fill(leave: 8192);

    public override void MakeRoom() => small!.MakeRoom();

    public override void TearSave(IReadOnlyList<SignedStatement> statements)
    {
        var before = File.ReadAllBytes(Path);
        Open().Save(statements);
        var after = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, before);
        File.WriteAllBytes(Path + ".part", after[..(after.Length / 2)]);
    }

    protected override void Dispose(bool disposing)
    {
        small?.Dispose();
        plain.Dispose();
    }
}
