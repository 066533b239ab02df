using System.Collections.Immutable;
using System.Globalization;
using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;

namespace Lamella.Site.Cohorts;

/// <summary>Patients of a split by class, in words.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Train">Training patients of each class.</param>
/// <param name="Test">Test patients of each class.</param>
/// <param name="Notes">What was left out and why, with counts and never with an id.</param>
public sealed record SplitCount(ulong Seed, ImmutableSortedDictionary<string, long> Train, ImmutableSortedDictionary<string, long> Test, ImmutableArray<string> Notes)
{
    /// <summary>Counts a cohort.</summary>
    public static SplitCount Of(TaskSpec task, ulong seed, Cohort cohort) => new(seed, Count(task, cohort.Train), Count(task, cohort.Test), cohort.Notes);

    private static ImmutableSortedDictionary<string, long> Count(TaskSpec task, IEnumerable<CohortPatient> patients) =>
        patients.GroupBy(p => ClassOf(task, p.OutcomeValue)).ToImmutableSortedDictionary(g => g.Key, g => g.LongCount(), StringComparer.Ordinal);

    private static string ClassOf(TaskSpec task, double outcome) => task switch
    {
        BinaryTask binary => outcome == 1 ? binary.Positive : "other",
        MulticlassTask several => several.Classes[(int)outcome],
        SurvivalTask => outcome == 1 ? "event" : "censored",
        RegressionTask => "all",
        _ => outcome.ToString(CultureInfo.InvariantCulture),
    };
}
