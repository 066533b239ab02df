using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>
/// R7 in constant memory: the same slice of every file is read into reused buffers, the rules do the sums, and the next slice of the model and of the
/// server's state is written; reading, hashing, summing and writing overlap. A weighted sum takes one slice at a time and one pass; clipping measures
/// norms in a pass before; Krum measures distances in a pass before, with a slice of every update at once; median and trimmed mean hold a slice of every
/// update. Memory does not grow with the model, and with the number of sites by a slice each at most.
/// </summary>
public sealed class ModelAggregator(IFederatedStrategy strategy, IAggregationRule rule, ParameterManifest manifest, IBlobStore blobs)
{
    /// <summary>Values per slice: 1 MiB of float32.</summary>
    public const int SliceLength = 1 << 18;

    /// <summary>Slices read ahead of the sums.</summary>
    private const int ReadAheadSlices = 4;

    private readonly int length = Math.Min(SliceLength, manifest.TotalCount);

    /// <summary>Initial server state, as blobs.</summary>
    public ImmutableArray<string> InitialServerState()
    {
        var state = ImmutableArray.CreateBuilder<string>();
        for (var vector = 0; vector < strategy.ServerStateVectors; vector++)
        {
            using var writer = blobs.Create();
            writer.Write(SafetensorsHeader.Encode(manifest.Parameters.Select(p => (p.Name, p.Shape))));
            var slice = new float[length];
            Array.Fill(slice, (float)strategy.InitialServerState(vector));
            for (long from = 0; from < manifest.TotalCount; from += length)
                writer.Write(MemoryMarshal.AsBytes(slice.AsSpan(0, CountFrom(from))));
            state.Add(writer.Commit());
        }

        return state.ToImmutable();
    }

    /// <summary>Turns updates into the next model.</summary>
    /// <param name="model">Blob of the base model.</param>
    /// <param name="serverState">Blobs of the server state.</param>
    /// <param name="updates">Updates in the order of the sums: by site id, a site's late one first.</param>
    /// <param name="population">All sites that could have contributed.</param>
    /// <returns>Blobs of the next model and server state.</returns>
    /// <exception cref="Lamella.Federation.LamellaException">An input is not what its name says, or the rule has too few updates; nothing is written.</exception>
    public (string Model, ImmutableArray<string> ServerState) Aggregate(string model, ImmutableArray<string> serverState, IReadOnlyList<CountedUpdate> updates, Population population)
    {
        if (strategy.HasControl && (rule.IsPerCoordinate || rule.Needs != Measures.Nothing))
            throw new ArgumentException($"{strategy.Spec.Name} sends a control variate, which a robust rule cannot bring together.", nameof(updates));
        var contributions = updates.Select(u => new Contribution(u.Site, u.Samples, u.Weight)).ToArray();
        var controlWeights = strategy.HasControl ? strategy.ControlWeights(contributions, population) : [];
        using var files = new AggregationFiles(blobs, manifest, model, serverState, updates.Select(u => u.Update), UpdateLayout.Parts(strategy));
        var weights = rule.Weights(strategy.Weights(contributions), rule.Needs == Measures.Nothing ? UpdateGeometry.None : Measured(files, updates.Count));

        using var outputs = new AggregationOutputs(files, strategy.ServerStateVectors, length);
        using var reads = new ReadAhead(files.InOrder(length), length, ReadAheadSlices + (rule.IsPerCoordinate ? updates.Count : 0));
        double[] delta = new double[length], control = strategy.HasControl ? new double[length] : [];
        for (long from = 0; from < manifest.TotalCount; from += length)
        {
            var count = CountFrom(from);
            if (rule.IsPerCoordinate)
                Combine(reads, updates.Count, delta.AsSpan(0, count));
            else
                Sum(reads, weights, controlWeights, delta.AsSpan(0, count), control);

            var baseModel = reads.Next();
            var output = outputs.Next();
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
            RequireFinite(output.Model.AsSpan(0, count), state);
            outputs.Write(output, count);
        }

        outputs.Flush();
        files.RequireVerified();
        return outputs.Commit();
    }

    /// <summary>Finite updates may still add up to what is not.</summary>
    private static void RequireFinite(ReadOnlySpan<float> model, Memory<float>[] state)
    {
        var isFinite = IsFinite(model);
        foreach (var vector in state)
            isFinite &= IsFinite(vector.Span);
        if (!isFinite)
            throw new LamellaException(ErrorCodes.TrainingDiverged, "The next model is not finite.", "Lower the learning rates, or bring the updates together with a robust rule.");
    }

    /// <summary>Nothing times a finite number is nothing; times any other it is not a number, and stays so in a sum.</summary>
    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            sum += new Vector<float>(values[i..]) * 0f;
        var rest = Vector.Sum(sum);
        for (; i < values.Length; i++)
            rest += values[i] * 0f;
        return rest == 0;
    }

    private int CountFrom(long from) => (int)Math.Min(length, manifest.TotalCount - from);

    private void Sum(ReadAhead reads, double[] weights, double[] controlWeights, Span<double> delta, double[] control)
    {
        delta.Clear();
        Array.Clear(control);
        for (var site = 0; site < weights.Length; site++)
        {
            AddNext(reads, delta, weights[site]);
            if (strategy.HasControl)
                AddNext(reads, control.AsSpan(0, delta.Length), controlWeights[site]);
        }
    }

    private void Combine(ReadAhead reads, int updates, Span<double> delta)
    {
        var values = Enumerable.Range(0, updates).Select(_ => reads.Next()).ToArray();
        rule.Combine(values, delta);
        foreach (var slice in values)
            reads.Return(slice);
    }

    /// <summary>A weight of nothing leaves out even what is not finite.</summary>
    private static void AddNext(ReadAhead reads, Span<double> sum, double weight)
    {
        var values = reads.Next();
        if (weight != 0)
            WeightedSum.Add(sum, values.AsSpan(0, sum.Length), weight);
        reads.Return(values);
    }

    /// <summary>The first pass of a rule that has two.</summary>
    private UpdateGeometry Measured(AggregationFiles files, int updates)
    {
        var squares = new double[updates];
        var distances = new double[rule.Needs == Measures.Distances ? updates : 0, rule.Needs == Measures.Distances ? updates : 0];
        var held = rule.Needs == Measures.Distances ? updates : 0;
        using var reads = new ReadAhead(files.Deltas(length), length, ReadAheadSlices + held);
        for (long from = 0; from < manifest.TotalCount; from += length)
        {
            var count = CountFrom(from);
            var slices = new float[updates][];
            for (var i = 0; i < updates; i++)
            {
                slices[i] = reads.Next();
                if (held == 0)
                {
                    squares[i] += SquaredDistance.Of(slices[i].AsSpan(0, count));
                    reads.Return(slices[i]);
                    continue;
                }

                for (var j = 0; j < i; j++)
                    distances[j, i] = distances[i, j] += SquaredDistance.Between(slices[i].AsSpan(0, count), slices[j].AsSpan(0, count));
            }

            for (var i = 0; i < held; i++)
                reads.Return(slices[i]);
        }

        return new UpdateGeometry([.. squares.Select(Math.Sqrt)], distances);
    }
}
