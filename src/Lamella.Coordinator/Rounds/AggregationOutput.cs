using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lamella.Federation.Models;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>The next model and server state, written front to back: one slice is written and hashed while the next is computed. Nothing has a name before <see cref="Commit"/>.</summary>
internal sealed class AggregationOutput : IDisposable
{
    private readonly List<BlobWriter> writers = [];
    private readonly float[][][] slices;
    private int next;
    private Task writing = Task.CompletedTask;

    public AggregationOutput(IBlobStore blobs, ParameterManifest manifest, int stateVectors, int length)
    {
        slices = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, stateVectors + 1).Select(_ => new float[length]).ToArray())];
        try
        {
            for (var file = 0; file < stateVectors + 1; file++)
            {
                var writer = blobs.Create();
                writers.Add(writer);
                writer.Write(SafetensorsHeader.Encode(manifest.Parameters.Select(p => (p.Name, p.Shape))));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Buffers of the next slice: the model's, then one per vector of state. Fill them, then call <see cref="Write"/>.</summary>
    public float[][] Slice => slices[next];

    /// <summary>Writes the first <paramref name="count"/> values of <see cref="Slice"/> in the background.</summary>
    public void Write(int count)
    {
        writing.GetAwaiter().GetResult();
        var slice = Slice;
        next = 1 - next;
        writing = Task.Run(() =>
        {
            for (var file = 0; file < slice.Length; file++)
                writers[file].Write(MemoryMarshal.AsBytes(slice[file].AsSpan(0, count)));
        });
    }

    /// <summary>Names of the model and of the server state, all durable.</summary>
    public (string Model, ImmutableArray<string> ServerState) Commit()
    {
        writing.GetAwaiter().GetResult();
        var names = writers.Select(static w => w.Commit()).ToList();
        return (names[0], [.. names.Skip(1)]);
    }

    public void Dispose()
    {
        // What it failed with, if it did, was thrown by Write or Commit, or matters no longer.
        writing.ContinueWith(static task => task.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        writers.ForEach(static writer => writer.Dispose());
    }
}
