using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lamella.Federation.Models;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>The open blobs of one aggregation: slices are read at any offset and written front to back. All inputs are hashed beside the sums.</summary>
internal sealed class AggregationFiles : IDisposable
{
    private readonly IBlobStore blobs;
    private readonly ParameterManifest manifest;
    private readonly IReadOnlyList<string> parts;
    private readonly List<Opened> all = [];
    private readonly Opened model;
    private readonly List<Opened> updates;
    private readonly List<Opened> state;
    private readonly CancellationTokenSource stop = new();
    private readonly Task verification;

    public AggregationFiles(IBlobStore blobs, ParameterManifest manifest, string model, ImmutableArray<string> serverState, IEnumerable<string> updates, IReadOnlyList<string> parts)
    {
        (this.blobs, this.manifest, this.parts) = (blobs, manifest, parts);
        try
        {
            this.model = Open(model, [""]);
            this.updates = [.. updates.Select(u => Open(u, parts))];
            state = [.. serverState.Select(s => Open(s, [""]))];
        }
        catch
        {
            all.ForEach(f => f.Slices.Dispose());
            throw;
        }

        var two = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = stop.Token };
        verification = Parallel.ForEachAsync(all, two, (file, cancellation) =>
        {
            file.Slices.Verify(cancellation);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Every read of a pass over the deltas alone, slice by slice, each update's.</summary>
    public IEnumerable<Action<float[]>> Deltas(int length)
    {
        for (long from = 0; from < manifest.TotalCount; from += length)
        {
            foreach (var update in updates)
                yield return ReadOf(update, from, length);
        }
    }

    /// <summary>Every read of the last pass, in the order of the sums: slice by slice, each update's parts, then the model, then the server's state.</summary>
    public IEnumerable<Action<float[]>> InOrder(int length)
    {
        for (long from = 0; from < manifest.TotalCount; from += length)
        {
            foreach (var update in updates)
            {
                for (var part = 0; part < parts.Count; part++)
                    yield return ReadOf(update, from, length, (long)part * manifest.TotalCount);
            }

            foreach (var file in state.Prepend(model))
                yield return ReadOf(file, from, length);
        }
    }

    /// <summary>Starts a blob of the manifest's layout.</summary>
    public BlobWriter Create()
    {
        var writer = blobs.Create();
        writer.Write(SafetensorsHeader.Encode(manifest.Parameters.Select(p => (p.Name, p.Shape))));
        return writer;
    }

    /// <summary>Waits until every input is known to be what its name says; throws when one is not.</summary>
    public void RequireVerified() => verification.GetAwaiter().GetResult();

    public void Dispose()
    {
        stop.Cancel();
        // What it failed with, if it did, was thrown by RequireVerified or does not matter any more.
        verification.ContinueWith(static task => task.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        stop.Dispose();
        all.ForEach(f => f.Slices.Dispose());
    }

    private Action<float[]> ReadOf(Opened file, long from, int length, long offset = 0)
    {
        var count = (int)Math.Min(length, manifest.TotalCount - from);
        return buffer => file.Slices.Read(MemoryMarshal.AsBytes(buffer.AsSpan(0, count)), file.Data + ((offset + from) * sizeof(float)));
    }

    private Opened Open(string blob, IReadOnlyList<string> parts)
    {
        var slices = blobs.OpenSlices(blob);
        all.Add(new Opened(slices, 0));
        var header = SliceHeader.Read(slices, blob);
        Safetensors.RequireLayout(header, manifest, parts, blob);
        return new Opened(slices, header.DataStart);
    }

    private sealed record Opened(BlobSlices Slices, long Data);
}
