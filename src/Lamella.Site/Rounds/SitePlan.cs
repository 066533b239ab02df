using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;

namespace Lamella.Site.Rounds;

/// <summary>What a site brings to a run and what stays the same over it.</summary>
public sealed record SitePlan
{
    /// <summary>The site.</summary>
    public required SiteId Site { get; init; }

    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The strategy; its site half is used here.</summary>
    public required IFederatedStrategy Strategy { get; init; }

    /// <summary>Manifest of the whole model: what travels first, what stays here last.</summary>
    public required ParameterManifest Manifest { get; init; }

    /// <summary>Rounds, batches, stopping.</summary>
    public required TrainingSpec Training { get; init; }

    /// <summary>The site's optimiser.</summary>
    public required OptimiserSpec Optimiser { get; init; }

    /// <summary>The site's training patients.</summary>
    public required IReadOnlyList<Example> Patients { get; init; }

    /// <summary>Order of the patients; null: the schedule of the run's seed. Another one is for reproducing a run made elsewhere.</summary>
    public IBatchSchedule? Schedule { get; init; }

    /// <summary>Training patients held out for early stopping; empty without.</summary>
    public IReadOnlyList<Example> Holdout { get; init; } = [];
}
