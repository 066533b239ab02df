using System.Collections;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Storage.Events;
using Lamella.Transport.Local;

namespace Lamella.Cli.Verbs;

/// <summary>
/// The ledger that a person names: a file, or the folder of a site or a coordinator. One that runs has its ledger to itself, so it is asked for it; what it
/// gives lies in a temporary file until this is disposed.
/// </summary>
internal sealed class LedgerAt : IEnumerable<LedgerEntry>, IDisposable
{
    /// <summary>Name of the store in a folder.</summary>
    public const string StoreName = "ledger.db";

    private static readonly string[] Sockets = ["site.sock", "admin.sock"];
    private readonly LedgerSource source;
    private readonly string? temporary;

    private LedgerAt(LedgerSource source, string? temporary) => (this.source, this.temporary) = (source, temporary);

    /// <summary>Opens it.</summary>
    /// <exception cref="LamellaException">There is none.</exception>
    public static LedgerAt Open(string path)
    {
        if (!Directory.Exists(path))
            return new LedgerAt(LedgerSource.Open(path), null);
        foreach (var socket in Sockets.Select(s => Path.Combine(path, s)).Where(File.Exists))
        {
            using var client = new LocalClient(socket, "");
            if (client.IsThereAsync(CancellationToken.None).GetAwaiter().GetResult())
                return Fetch(client);
        }

        return new LedgerAt(LedgerSource.Open(Path.Combine(path, StoreName)), null);
    }

    /// <inheritdoc />
    public IEnumerator<LedgerEntry> GetEnumerator() => source.GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public void Dispose()
    {
        source.Dispose();
        if (temporary is not null)
            File.Delete(temporary);
    }

    private static LedgerAt Fetch(LocalClient client)
    {
        var file = Path.GetTempFileName();
        try
        {
            using (var to = File.OpenWrite(file))
                client.CopyAsync("ledger", to, CancellationToken.None).GetAwaiter().GetResult();
            return new LedgerAt(LedgerSource.Open(file), file);
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }
}
