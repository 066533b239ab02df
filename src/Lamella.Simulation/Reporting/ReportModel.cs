using System.Collections.Immutable;
using Lamella.Federation.Studies;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Reporting;

/// <summary>All that a report is made from. It is filled by whoever ran the study; the report adds no measurement of its own but drawing.</summary>
public sealed record ReportModel
{
    /// <summary>The study as declared.</summary>
    public required StudyProtocol Protocol { get; init; }

    /// <summary>Every run.</summary>
    public required StudyResults Results { get; init; }

    /// <summary>Arms over seeds, and the differences.</summary>
    public required StudyComparisons Comparisons { get; init; }

    /// <summary>Predictions of every arm and seed. Training rows of survival studies give the cut between risk groups.</summary>
    public required ImmutableArray<PredictionTable> Predictions { get; init; }

    /// <summary>Who took part, with how many patients; 0 where a deployed site has not told.</summary>
    public required ImmutableArray<SiteSummary> Sites { get; init; }

    /// <summary>What each site contributed to each federated run.</summary>
    public ImmutableArray<SiteParticipation> Participation { get; init; } = [];

    /// <summary>How each federated run ended.</summary>
    public ImmutableArray<RunEnding> Endings { get; init; } = [];

    /// <summary>Loss and test metric by round.</summary>
    public ImmutableArray<LearningCurvePoint> Curves { get; init; } = [];

    /// <summary>Bytes that crossed the wire; of a simulation, that would have.</summary>
    public ImmutableArray<ArmTraffic> Traffic { get; init; } = [];

    /// <summary>Where and by whom a deployed study was run; null for a simulation.</summary>
    public Deployment? Deployment { get; init; }

    /// <summary>The command that runs the study again; of a deployed one, that makes the report again.</summary>
    public required string RerunCommand { get; init; }

    /// <summary>Versions, processor, threads: what the figures may hang on.</summary>
    public ImmutableArray<EnvironmentFact> Environment { get; init; } = [];

    /// <summary>Hashes beside the protocol's and the models', e.g. of the data or of feature contracts.</summary>
    public ImmutableArray<EnvironmentFact> Hashes { get; init; } = [];

    /// <summary>True when patients or tiles are generated; the report says so first.</summary>
    public bool SyntheticData { get; init; }

    /// <summary>When it was written, for people; empty: not said.</summary>
    public string Written { get; init; } = "";
}
