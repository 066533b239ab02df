using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lamella.Coordinator.Storage;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;

namespace Lamella.Coordinator.Rounds;

/// <summary>
/// R7 in constant memory: the same slice of every file is read into reused buffers, the strategy's span rules do the sums, and the next slice of
/// the model and of the server's state is written. Memory grows neither with the number of sites nor with the size of the model.
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
        float[] input = new float[length], baseModel = new float[length], next = new float[length];
        double[] delta = new double[length], control = strategy.HasControl ? new double[length] : [];
        var state = Enumerable.Range(0, strategy.ServerStateVectors).Select(_ => new float[length]).ToArray();
        var stateSlices = new Memory<float>[state.Length];

        for (var from = 0; from < manifest.TotalCount; from += length)
        {
            var count = Math.Min(length, manifest.TotalCount - from);
            Array.Clear(delta);
            Array.Clear(control);
            for (var site = 0; site < contributions.Length; site++)
            {
                files.ReadUpdate(site, part: 0, from, input.AsSpan(0, count));
                WeightedSum.Add(delta.AsSpan(0, count), input.AsSpan(0, count), weights[site]);
                if (!strategy.HasControl)
                    continue;
                files.ReadUpdate(site, part: 1, from, input.AsSpan(0, count));
                WeightedSum.Add(control.AsSpan(0, count), input.AsSpan(0, count), controlWeights[site]);
            }

            files.ReadModel(from, baseModel.AsSpan(0, count));
            for (var vector = 0; vector < state.Length; vector++)
            {
                stateSlices[vector] = state[vector].AsMemory(0, count);
                files.ReadState(vector, from, stateSlices[vector].Span);
            }

            strategy.Apply(baseModel.AsSpan(0, count), delta.AsSpan(0, count), control.AsSpan(0, strategy.HasControl ? count : 0), stateSlices, next.AsSpan(0, count));
            files.WriteModel(next.AsSpan(0, count));
            for (var vector = 0; vector < state.Length; vector++)
                files.WriteState(vector, stateSlices[vector].Span);
        }

        return files.Commit();
    }
}
