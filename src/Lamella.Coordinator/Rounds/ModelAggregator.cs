using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>
/// R7 in constant memory: the same slice of every file is read into reused buffers, the rule and the strategy do the sums, and the next slice of
/// the model and of the server's state is written; reading, summing, writing and comparing the inputs with their names overlap. Memory does not grow
/// with the size of the model, and with the number of sites only where a rule needs a slice of every site at once (1 MiB each).
/// </summary>
public sealed class ModelAggregator
{
    /// <summary>Values per slice: 1 MiB of float32.</summary>
    public const int SliceLength = 1 << 18;

    private readonly IFederatedStrategy strategy;
    private readonly IAggregationRule rule;
    private readonly ParameterManifest manifest;
    private readonly IBlobStore blobs;
    private readonly int length;

    /// <summary>An aggregator of a run.</summary>
    /// <exception cref="ArgumentException">The rule does not go with the strategy.</exception>
    public ModelAggregator(IFederatedStrategy strategy, IAggregationRule rule, ParameterManifest manifest, IBlobStore blobs)
    {
        AggregationRules.RequireFit(rule, strategy);
        (this.strategy, this.rule, this.manifest, this.blobs) = (strategy, rule, manifest, blobs);
        length = Math.Min(SliceLength, manifest.TotalCount);
    }

    /// <summary>Initial server state, as blobs.</summary>
    public ImmutableArray<string> InitialServerState() => [.. Enumerable.Range(0, strategy.ServerStateVectors).Select(InitialServerState)];

    /// <summary>Turns updates into the next model. Nothing is committed unless every input is what its name says.</summary>
    /// <param name="model">Blob of the base model.</param>
    /// <param name="serverState">Blobs of the server state.</param>
    /// <param name="updates">At least one, in site-id order; a site's late update before its own of this round.</param>
    /// <param name="population">All training sites.</param>
    /// <returns>Blobs of the next model and server state.</returns>
    /// <exception cref="Federation.LamellaException">An input is not what its name says (<see cref="Federation.ErrorCodes.BlobCorrupt"/>), the rule
    /// needs more updates (<see cref="Federation.ErrorCodes.TooFewUpdates"/>), or there is no room (<see cref="Federation.ErrorCodes.DiskFull"/>).</exception>
    public (string Model, ImmutableArray<string> ServerState) Aggregate(string model, ImmutableArray<string> serverState, IReadOnlyList<CountedUpdate> updates, Population population)
    {
        if (updates.Count == 0)
            throw new ArgumentException("There is nothing to aggregate.", nameof(updates));
        var contributions = updates.Select(static u => new Contribution(u.Site, u.Samples, u.Weight)).ToArray();
        using var files = new AggregationFiles(blobs, manifest, model, serverState, updates.Select(static u => u.Update), UpdateLayout.Parts(strategy));
        using var verification = new Verification(files);
        var weights = rule.Weights(strategy.Weights(contributions), Measure(files, contributions.Length));
        var controlWeights = strategy.HasControl ? strategy.ControlWeights(contributions, population) : [];
        using var output = new AggregationOutput(blobs, manifest, strategy.ServerStateVectors, length);
        Sum(files, weights, controlWeights, output);
        verification.Require();
        return output.Commit();
    }

    private UpdateGeometry Measure(AggregationFiles files, int updates)
    {
        if (rule.Needs == Measures.Nothing)
            return UpdateGeometry.None;
        var together = rule.Needs == Measures.Distances ? updates : 1;
        using var reads = new ReadAhead(files.DeltasInOrder(length), length, together);
        var sums = new GeometrySums(rule.Needs, updates);
        var values = new float[together][];
        for (var from = 0; from < manifest.TotalCount; from += length)
        {
            var count = Math.Min(length, manifest.TotalCount - from);
            for (var update = 0; update < updates; update += together)
            {
                reads.Next(values);
                if (rule.Needs == Measures.Distances)
                    sums.AddDistances(values, count);
                else
                    sums.AddNorm(update, values[0].AsSpan(0, count));
                Array.ForEach(values, reads.Return);
            }
        }

        return sums.Finish();
    }

    private void Sum(AggregationFiles files, double[] weights, double[] controlWeights, AggregationOutput output)
    {
        // What weighs nothing is not added: 0 times NaN would be NaN.
        var counted = Enumerable.Range(0, weights.Length).Where(i => rule.IsPerCoordinate || strategy.HasControl || weights[i] != 0).ToList();
        using var reads = new ReadAhead(files.InOrder(length, counted), length, rule.IsPerCoordinate ? weights.Length : 1);
        double[] delta = new double[length], control = strategy.HasControl ? new double[length] : [];
        var together = new float[rule.IsPerCoordinate ? weights.Length : 0][];
        for (var from = 0; from < manifest.TotalCount; from += length)
        {
            var count = Math.Min(length, manifest.TotalCount - from);
            Array.Clear(delta);
            Array.Clear(control);
            if (rule.IsPerCoordinate)
            {
                reads.Next(together);
                rule.Combine(together, delta.AsSpan(0, count));
                Array.ForEach(together, reads.Return);
            }
            else
            {
                foreach (var update in counted)
                {
                    AddNext(delta, weights[update]);
                    if (strategy.HasControl)
                        AddNext(control, controlWeights[update]);
                }
            }

            Step(reads, delta.AsSpan(0, count), control.AsSpan(0, strategy.HasControl ? count : 0), output);

            void AddNext(double[] sum, double weight)
            {
                var values = reads.Next();
                WeightedSum.Add(sum.AsSpan(0, count), values.AsSpan(0, count), weight);
                reads.Return(values);
            }
        }
    }

    /// <summary>The strategy's server step over one slice.</summary>
    private void Step(ReadAhead reads, ReadOnlySpan<double> delta, ReadOnlySpan<double> control, AggregationOutput output)
    {
        var slice = output.Slice;
        var baseModel = reads.Next();
        var state = new Memory<float>[strategy.ServerStateVectors];
        for (var vector = 0; vector < state.Length; vector++)
        {
            var old = reads.Next();
            state[vector] = slice[vector + 1].AsMemory(0, delta.Length);
            old.AsSpan(0, delta.Length).CopyTo(state[vector].Span);
            reads.Return(old);
        }

        strategy.Apply(baseModel.AsSpan(0, delta.Length), delta, control, state, slice[0].AsSpan(0, delta.Length));
        reads.Return(baseModel);
        output.Write(delta.Length);
    }

    private string InitialServerState(int vector)
    {
        using var writer = blobs.Create();
        writer.Write(SafetensorsHeader.Encode(manifest.Parameters.Select(p => (p.Name, p.Shape))));
        var slice = new float[length];
        Array.Fill(slice, (float)strategy.InitialServerState(vector));
        for (var from = 0; from < manifest.TotalCount; from += length)
            writer.Write(MemoryMarshal.AsBytes(slice.AsSpan(0, Math.Min(length, manifest.TotalCount - from))));
        return writer.Commit();
    }
}
