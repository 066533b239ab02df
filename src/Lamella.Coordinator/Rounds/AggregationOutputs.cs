using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>What an aggregation writes: one slice is written and hashed while the next is computed.</summary>
internal sealed class AggregationOutputs : IDisposable
{
    private readonly BlobWriter model;
    private readonly List<BlobWriter> state = [];
    private readonly Slice[] slices;
    private Task writing = Task.CompletedTask;
    private int turn;

    public AggregationOutputs(AggregationFiles files, int vectors, int length)
    {
        slices = [new Slice(length, vectors), new Slice(length, vectors)];
        model = files.Create();
        for (var vector = 0; vector < vectors; vector++)
            state.Add(files.Create());
    }

    /// <summary>The slice to fill next.</summary>
    public Slice Next() => slices[turn++ % slices.Length];

    /// <summary>Writes a filled slice, after the one before.</summary>
    public void Write(Slice slice, int count)
    {
        Flush();
        writing = Task.Run(() =>
        {
            model.Write(MemoryMarshal.AsBytes(slice.Model.AsSpan(0, count)));
            for (var vector = 0; vector < state.Count; vector++)
                state[vector].Write(MemoryMarshal.AsBytes(slice.State[vector].AsSpan(0, count)));
        });
    }

    /// <summary>Waits until all is written.</summary>
    public void Flush() => writing.GetAwaiter().GetResult();

    /// <summary>Makes model and state durable.</summary>
    public (string Model, ImmutableArray<string> ServerState) Commit() => (model.Commit(), [.. state.Select(w => w.Commit())]);

    public void Dispose()
    {
        writing.ContinueWith(static task => task.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        model.Dispose();
        state.ForEach(w => w.Dispose());
    }

    /// <summary>What a slice makes.</summary>
    internal sealed class Slice(int length, int vectors)
    {
        public float[] Model { get; } = new float[length];

        public float[][] State { get; } = [.. Enumerable.Range(0, vectors).Select(_ => new float[length])];
    }
}
