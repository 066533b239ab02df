using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Learning.Training;

/// <summary>The optimiser of each kind, fresh or going on from a state.</summary>
internal static class Optimisers
{
    /// <summary>Makes it for <paramref name="count"/> weights.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.ManifestMismatch"/>: the state is of another model or rule.</exception>
    public static IOptimiser Create(OptimiserSpec spec, int count, OptimiserState? state)
    {
        var first = spec.Kind != OptimiserKind.Sgd || spec.Momentum > 0 ? count : 0;
        var second = spec.Kind == OptimiserKind.Sgd ? 0 : count;
        state ??= new OptimiserState(0, new float[first], new float[second]);
        if (state.First.Length != first || state.Second.Length != second)
        {
            throw new LamellaException(ErrorCodes.ManifestMismatch, $"The kept optimiser state holds {state.First.Length} and {state.Second.Length} values; this model and optimiser need {first} and {second}.",
                "Start the run anew, or go on with the protocol it was started with.");
        }

        var copy = new OptimiserState(state.Steps, [.. state.First], [.. state.Second]);
        return spec.Kind == OptimiserKind.Sgd ? new Sgd(spec, copy) : new Adam(spec, copy);
    }
}
