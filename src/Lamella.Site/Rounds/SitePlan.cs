using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Data;

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

    /// <summary>
    /// The site's training patients and those held out for early stopping, given the totals of the preparation round; null totals in a study without one.
    /// </summary>
    public required Func<ColumnSums?, SiteExamples> Patients { get; init; }

    /// <summary>Sums over the training patients' numbers, for a preparation round; null when there is none.</summary>
    public ColumnSums? Sums { get; init; }

    /// <summary>Fewest rows a declared aggregate may rest on.</summary>
    public int MinimumCell { get; init; } = 1;

    /// <summary>Order of the patients; null: the schedule of the run's seed. Another one is for reproducing a run made elsewhere.</summary>
    public IBatchSchedule? Schedule { get; init; }

    /// <summary>A site's half of a run as the protocol has it.</summary>
    public static SitePlan For(StudyProtocol protocol, RunId run, SiteData data, ModelShape shape)
    {
        var spec = protocol.Strategies.First(s => s.Name == run.Strategy);
        return new SitePlan
        {
            Site = data.Site.Id,
            Run = run,
            Strategy = FederatedStrategies.Create(spec),
            Manifest = shape.Manifest,
            Training = protocol.Training,
            Optimiser = spec.Optimiser ?? protocol.Training.Optimiser,
            Patients = data.WithTotals,
            Sums = data.Sums,
            MinimumCell = protocol.Reporting.MinimumCell,
        };
    }
}
