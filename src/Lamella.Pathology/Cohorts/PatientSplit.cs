using Lamella.Federation;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>Tells patients into train and test; a patient is never in both.</summary>
internal static class PatientSplit
{
    /// <summary>A seeded draw, stratified by class or event: the share holds over all patients, and within one patient in every stratum.</summary>
    public static HashSet<string> Draw(IReadOnlyList<CohortPatient> patients, SeededSplit split, TaskSpec task, SiteId site, ulong seed)
    {
        var test = new HashSet<string>(StringComparer.Ordinal);
        var (seen, taken) = (0, 0);
        foreach (var stratum in Strata(patients, task, site, split.Seed ?? seed))
        {
            seen += stratum.Length;
            var upTo = (int)Math.Round(seen * split.TestShare, MidpointRounding.AwayFromZero);
            test.UnionWith(stratum.Take(upTo - taken));
            taken = upTo;
        }

        return test;
    }

    /// <summary>The test fold of a run: patients are dealt in turn, class by class, so folds differ by one patient at most.</summary>
    public static HashSet<string> Fold(IReadOnlyList<CohortPatient> patients, FoldSplit split, TaskSpec task, SiteId site, ulong seed)
    {
        var fold = (int)(seed % (ulong)split.Folds);
        return [.. Strata(patients, task, site, split.Seed).SelectMany(s => s).Where((_, dealt) => dealt % split.Folds == fold)];
    }

    /// <summary>Patients by what the site's split column says; those in no split are counted in <paramref name="notes"/>.</summary>
    public static (HashSet<string> Train, HashSet<string> Test) ByColumn(IEnumerable<CohortPatient> patients, SplitColumn split, JoinedTables joined, CohortProblems problems, List<string> notes)
    {
        var (train, test) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        if (joined.Require(split.Column, "the map's split") is not { } table)
            return (train, test);
        var (both, outside) = (new List<int>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var patient in patients)
        {
            var cells = joined.Cells(table, patient.Id, split.Column, _ => false);
            var (inTrain, inTest) = (cells.Any(c => split.Train.Contains(c.Cell)), cells.Any(c => split.Test.Contains(c.Cell)));
            if (inTrain && inTest)
                both.Add(cells[^1].Line);
            else if (inTrain || inTest)
                (inTrain ? train : test).Add(patient.Id);
            else
                outside[cells.Count > 0 ? cells[0].Cell : ""] = outside.GetValueOrDefault(cells.Count > 0 ? cells[0].Cell : "") + 1;
        }

        if (both.Count > 0)
            problems.Add(ErrorCodes.PatientInTwoSplits, $"{both.Count} patients stand in train and in test by column '{split.Column}'; first on lines {string.Join(", ", both.Take(5))} of {table.Map.File}.", "A patient belongs to one split: mend the column.");
        if (outside.Count > 0)
            notes.Add($"{outside.Values.Sum()} patients stand in no split by column '{split.Column}' and are left out ({string.Join(", ", outside.OrderBy(o => o.Key, StringComparer.Ordinal).Take(5).Select(o => $"'{o.Key}': {o.Value}"))}).");
        return (train, test);
    }

    /// <summary>Ids by stratum in class order, shuffled within each; a number has one stratum.</summary>
    private static IEnumerable<string[]> Strata(IReadOnlyList<CohortPatient> patients, TaskSpec task, SiteId site, ulong seed)
    {
        foreach (var stratum in patients.GroupBy(p => task is RegressionTask ? 0 : p.OutcomeValue).OrderBy(g => g.Key))
        {
            var ids = stratum.Select(p => p.Id).ToArray();
            new RandomStream(seed, site, Purposes.Split, (ulong)stratum.Key).Shuffle(ids.AsSpan());
            yield return ids;
        }
    }
}
