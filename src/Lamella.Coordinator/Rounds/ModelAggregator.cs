using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lamella.Coordinator.Storage;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;

namespace Lamella.Coordinator.Rounds;

/// <summary>
/// R7 in constant memory: the same slice of every file is read into reused buffers, the strategy's span rules do the sums, and the next slice of
/// the model and of the server's state is written; reading, summing and writing overlap. Memory grows neither with the number of sites nor with the
/// size of the model.
/// </summary>
public sealed class ModelAggregator(IFederatedStrategy strategy, ParameterManifest manifest, BlobStore blobs)
{
    /// <summary>Values per slice: 1 MiB of float32.</summary>
    public const int SliceLength = 1 << 18;

    /// <summary>Initial server state, as blobs.</summary>
    public ImmutableArray<string> InitialServerState()
    {
        var state = ImmutableArray.CreateBuilder<string>();
        for (var vector = 0; vector < strategy.ServerStateVectors; vector++)
        {
            using var writer = blobs.Create();
            writer.Write(SafetensorsHeader.Encode(manifest.Parameters.Select(p => (p.Name, p.Shape))));
            var slice = new float[Math.Min(SliceLength, manifest.TotalCount)];
            Array.Fill(slice, (float)strategy.InitialServerState(vector));
            for (var from = 0; from < manifest.TotalCount; from += SliceLength)
                writer.Write(MemoryMarshal.AsBytes(slice.AsSpan(0, Math.Min(SliceLength, manifest.TotalCount - from))));
            state.Add(writer.Commit());
        }

        return state.ToImmutable();
    }

    /// <summary>Turns updates into the next model.</summary>
    /// <param name="model">Blob of the base model.</param>
    /// <param name="serverState">Blobs of the server state.</param>
    /// <param name="updates">Updates in site-id order.</param>
    /// <param name="population">All training sites.</param>
    /// <returns>Blobs of the next model and server state.</returns>
    public (string Model, ImmutableArray<string> ServerState) Aggregate(string model, ImmutableArray<string> serverState, IReadOnlyList<ReceivedUpdate> updates, Population population)
    {
        var contributions = updates.Select(u => new Contribution(u.Report.Site, u.Report.Samples)).ToArray();
        var weights = strategy.Weights(contributions);
        var controlWeights = strategy.HasControl ? strategy.ControlWeights(contributions, population) : [];
        using var files = new AggregationFiles(blobs, manifest, model, serverState, updates.Select(u => u.Blob), UpdateLayout.Parts(strategy));

        var length = Math.Min(SliceLength, manifest.TotalCount);
        using var reads = new ReadAhead(files.InOrder(length, contributions.Length), length);
        double[] delta = new double[length], control = strategy.HasControl ? new double[length] : [];
        // Two of each: one is written and hashed while the other is computed.
        var outputs = new[] { new OutputSlice(length, strategy.ServerStateVectors), new OutputSlice(length, strategy.ServerStateVectors) };
        var writing = Task.CompletedTask;
        for (var (slice, from) = (0, 0); from < manifest.TotalCount; slice++, from += length)
        {
            var count = Math.Min(length, manifest.TotalCount - from);
            var output = outputs[slice % 2];
            Array.Clear(delta);
            Array.Clear(control);
            for (var site = 0; site < contributions.Length; site++)
            {
                AddNext(delta, weights[site]);
                if (strategy.HasControl)
                    AddNext(control, controlWeights[site]);
            }

            var baseModel = reads.Next();
            var state = new Memory<float>[strategy.ServerStateVectors];
            for (var vector = 0; vector < state.Length; vector++)
            {
                var old = reads.Next();
                state[vector] = output.State[vector].AsMemory(0, count);
                old.AsSpan(0, count).CopyTo(state[vector].Span);
                reads.Return(old);
            }

            strategy.Apply(baseModel.AsSpan(0, count), delta.AsSpan(0, count), control.AsSpan(0, strategy.HasControl ? count : 0), state, output.Model.AsSpan(0, count));
            reads.Return(baseModel);
            writing.GetAwaiter().GetResult();
            writing = Task.Run(() => files.Write(output.Model.AsSpan(0, count), state));

            void AddNext(double[] sum, double weight)
            {
                var values = reads.Next();
                WeightedSum.Add(sum.AsSpan(0, count), values.AsSpan(0, count), weight);
                reads.Return(values);
            }
        }

        writing.GetAwaiter().GetResult();
        return files.Commit();
    }

    /// <summary>What a slice makes.</summary>
    private sealed class OutputSlice(int length, int vectors)
    {
        public float[] Model { get; } = new float[length];

        public float[][] State { get; } = [.. Enumerable.Range(0, vectors).Select(_ => new float[length])];
    }
}
