using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Rounds;

/// <summary>What stays the same over a run; a pure function of the protocol.</summary>
public sealed record RunPlan
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The protocol.</summary>
    public required StudyProtocol Protocol { get; init; }

    /// <summary>The strategy.</summary>
    public required IFederatedStrategy Strategy { get; init; }

    /// <summary>Manifest of the whole model.</summary>
    public required ParameterManifest Model { get; init; }

    /// <summary>Manifest of what travels.</summary>
    public required ParameterManifest Manifest { get; init; }

    /// <summary>Training rounds on record.</summary>
    public required int TotalRounds { get; init; }

    /// <summary>Rounds in which each site is asked; the protocol's number of rounds.</summary>
    public required int VisitsPerSite { get; init; }

    /// <summary>Number of numeric columns that a preparation round sums.</summary>
    public required int NumberColumns { get; init; }

    /// <summary>The plan of a run.</summary>
    /// <exception cref="Lamella.Federation.LamellaException">The protocol's model does not fit.</exception>
    public static RunPlan Of(StudyProtocol protocol, RunId run)
    {
        var spec = protocol.Strategies.First(s => s.Name == run.Strategy);
        var strategy = FederatedStrategies.Create(spec);
        var shape = ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, CovariateLayout.Columns(protocol).Length, protocol.Training.KeepLocal);
        var rounds = spec.Rounds ?? protocol.Training.Rounds;
        return new RunPlan
        {
            Run = run,
            Protocol = protocol,
            Strategy = strategy,
            Model = shape.Manifest,
            Manifest = shape.Manifest.Shared(),
            TotalRounds = RunLength.Rounds(protocol, spec),
            VisitsPerSite = rounds,
            NumberColumns = CovariateLayout.Numbers(protocol),
        };
    }
}
