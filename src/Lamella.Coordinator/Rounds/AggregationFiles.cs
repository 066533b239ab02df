using System.Runtime.InteropServices;
using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>The inputs of one aggregation, open for slices.</summary>
internal sealed class AggregationFiles : IDisposable
{
    private readonly int total;
    private readonly int parts;
    private readonly List<BlobSlices> open = [];
    private readonly List<(BlobSlices Blob, long Data)> updates = [];
    private readonly List<(BlobSlices Blob, long Data)> modelAndState = [];

    public AggregationFiles(IBlobStore blobs, ParameterManifest manifest, string model, IEnumerable<string> serverState, IEnumerable<string> updates, IReadOnlyList<string> parts)
    {
        (total, this.parts) = (manifest.TotalCount, parts.Count);
        try
        {
            modelAndState.AddRange(serverState.Prepend(model).Select(blob => Open(blob, [""])));
            this.updates.AddRange(updates.Select(blob => Open(blob, parts)));
        }
        catch
        {
            Dispose();
            throw;
        }

        (BlobSlices, long) Open(string name, IReadOnlyList<string> due)
        {
            var blob = blobs.OpenSlices(name);
            open.Add(blob);
            try
            {
                return (blob, BlobHeader.Require(blob, manifest, due, $"Blob {name}").DataStart);
            }
            catch (LamellaException)
            {
                // A header that does not fit is told apart from a blob that the disk has changed.
                blob.Verify(CancellationToken.None);
                throw;
            }
        }
    }

    /// <summary>Every read of the sums, in their order: slice by slice, the parts of each update that counts, then the model, then the server's state.</summary>
    public IEnumerable<Action<float[]>> InOrder(int length, IReadOnlyList<int> counted) =>
        Slices(length).SelectMany(slice => counted.SelectMany(update => Enumerable.Range(0, parts).Select(part => Read(updates[update], part, slice)))
            .Concat(modelAndState.Select(blob => Read(blob, 0, slice))));

    /// <summary>Every read of a first pass: slice by slice, each update's delta.</summary>
    public IEnumerable<Action<float[]>> DeltasInOrder(int length) => Slices(length).SelectMany(slice => updates.Select(update => Read(update, 0, slice)));

    /// <summary>Compares every input with its name.</summary>
    public void Verify(CancellationToken cancellation)
    {
        foreach (var blob in open)
            blob.Verify(cancellation);
    }

    public void Dispose() => open.ForEach(static blob => blob.Dispose());

    private IEnumerable<(long From, int Count)> Slices(int length)
    {
        for (long from = 0; from < total; from += length)
            yield return (from, (int)Math.Min(length, total - from));
    }

    private Action<float[]> Read((BlobSlices Blob, long Data) source, int part, (long From, int Count) slice) => buffer =>
        source.Blob.Read(MemoryMarshal.AsBytes(buffer.AsSpan(0, slice.Count)), source.Data + ((((long)part * total) + slice.From) * sizeof(float)));
}
