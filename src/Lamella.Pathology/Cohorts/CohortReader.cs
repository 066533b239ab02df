using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>
/// Reads a site's tables into a cohort: (1) tables joined by patient and filtered, (2) variables and outcome read through the site's map, (3) patients
/// told into train and test, (4) the map's limit and the protocol's negative control applied, (5) those left out taken away: last, so that nobody
/// changes sides because another has withdrawn.
/// </summary>
public static class CohortReader
{
    /// <summary>Reads the cohort of <paramref name="site"/> for a run.</summary>
    /// <param name="protocol">The study.</param>
    /// <param name="site">A site of it.</param>
    /// <param name="map">The site's map.</param>
    /// <param name="folder">Folder at which the map's paths start.</param>
    /// <param name="seed">The run's seed: split, limit and permutation are drawn from it.</param>
    /// <exception cref="LamellaException">
    /// <see cref="ErrorCodes.FileMissing"/>, <see cref="ErrorCodes.TableUnreadable"/>, <see cref="ErrorCodes.ColumnUnknown"/>,
    /// <see cref="ErrorCodes.CodeUnknown"/>, <see cref="ErrorCodes.PatientContradicts"/>, <see cref="ErrorCodes.PatientInTwoSplits"/>,
    /// <see cref="ErrorCodes.CohortEmpty"/>, <see cref="ErrorCodes.MapInvalid"/>. All that is wrong is told at once.
    /// </exception>
    public static Cohort Read(StudyProtocol protocol, SiteId site, SiteMap map, string folder, ulong seed)
    {
        var (problems, notes) = (new CohortProblems(site), new List<string>());
        MapFit.Check(protocol, map, problems);
        var joined = new JoinedTables(folder, map, problems, notes);                                   // (1)
        var patients = ReadPatients(protocol, map, joined, problems, notes);                           // (2)
        var external = protocol.Sites.First(s => s.Id == site).Role == SiteRole.External;
        var (train, test) = Split(protocol, site, map, seed, external, patients, joined, problems, notes); // (3)
        problems.ThrowIfAny();
        train = Limit(train, map.Limit, site, seed, notes);                                            // (4)
        if (protocol.Reporting.PermuteOutcome)
            train = Permute(train, site, seed);
        var drawn = train.Select(p => p.Id).ToImmutableArray();
        if (!map.Without.IsEmpty)                                                                      // (5)
            (train, test) = (Without(train, map), Without(test, map));
        RequirePatients(site, external, train, test, notes);
        NoteClasses(protocol.Task, "training", train, notes);
        NoteClasses(protocol.Task, "test", test, notes);
        return new Cohort(site, train, test, [.. notes]) { Drawn = drawn };
    }

    private static ImmutableArray<CohortPatient> Without(ImmutableArray<CohortPatient> patients, SiteMap map) => [.. patients.Where(p => !map.Without.Contains(p.Id))];

    private static List<CohortPatient> ReadPatients(StudyProtocol protocol, SiteMap map, JoinedTables joined, CohortProblems problems, List<string> notes)
    {
        var outcome = new OutcomeReader(protocol, map, joined);
        var inputs = protocol.Inputs.Clinical.Select(name => new VariableColumn(joined, map, protocol.Dictionary.First(v => v.Name == name))).ToList();
        var patients = new List<CohortPatient>();
        foreach (var id in joined.Patients)
        {
            var (values, result) = (inputs.Select(v => v.Read(id)).ToImmutableArray(), outcome.Read(id));
            if (result is { } known)
                patients.Add(new CohortPatient(id, values, known.Value, known.Time));
        }

        outcome.Report(problems);
        inputs.ForEach(v => v.Report(problems));
        if (joined.Patients.Count > patients.Count)
            notes.Add($"{joined.Patients.Count - patients.Count} patients have no outcome and are left out.");
        for (var i = 0; i < inputs.Count; i++)
        {
            if (patients.Count(p => double.IsNaN(p.Values[i])) is var missing and > 0)
                notes.Add($"Variable '{protocol.Inputs.Clinical[i]}' is missing for {missing} of {patients.Count} patients.");
        }

        return patients;
    }

    private static (ImmutableArray<CohortPatient> Train, ImmutableArray<CohortPatient> Test) Split(
        StudyProtocol protocol, SiteId site, SiteMap map, ulong seed, bool external, List<CohortPatient> patients, JoinedTables joined, CohortProblems problems, List<string> notes)
    {
        if (external && (protocol.Split is not ColumnSplit || map.Split is null))
            return ([], [.. patients]);
        if (protocol.Split is ColumnSplit)
        {
            if (map.Split is not { } split)
            {
                problems.Add(ErrorCodes.MapInvalid, "the protocol takes the split from a column, but the site's map names none.", "Add split: {column: ..., train: ..., test: ...} to the map.");
                return ([], []);
            }

            var (train, test) = PatientSplit.ByColumn(patients, split, joined, problems, notes);
            if (external)
                test.UnionWith(train);
            return ([.. patients.Where(p => !external && train.Contains(p.Id))], [.. patients.Where(p => test.Contains(p.Id))]);
        }

        var drawn = protocol.Split is SeededSplit seeded
            ? PatientSplit.Draw(patients, seeded, protocol.Task, site, seed)
            : PatientSplit.Fold(patients, (FoldSplit)protocol.Split, protocol.Task, site, seed);
        return ([.. patients.Where(p => !drawn.Contains(p.Id))], [.. patients.Where(p => drawn.Contains(p.Id))]);
    }

    private static ImmutableArray<CohortPatient> Limit(ImmutableArray<CohortPatient> train, TrainingLimit? limit, SiteId site, ulong seed, List<string> notes)
    {
        if (limit is null || train.IsEmpty)
            return train;
        var drawn = train.ToArray();
        new RandomStream(seed, site, Purposes.Limit, 0).Shuffle(drawn.AsSpan());
        var kept = limit.Positives is { } positives
            ? drawn.Where(p => p.OutcomeValue == 1).Take(positives).Concat(drawn.Where(p => p.OutcomeValue != 1).Take(limit.Train - positives)).ToList()
            : drawn.Take(limit.Train).ToList();
        if (kept.Count < limit.Train || (limit.Positives is { } asked && kept.Count(p => p.OutcomeValue == 1) < asked))
            throw new LamellaException(ErrorCodes.MapInvalid, $"Site '{site}': the map's limit asks for {limit.Train} training patients{(limit.Positives is { } p ? $", {p} of them positive" : "")}; there are {train.Length}, {train.Count(x => x.OutcomeValue == 1)} positive.", "Lower the limit, or remove it.");
        notes.Add($"The map's limit keeps {kept.Count} of {train.Length} training patients.");
        return [.. kept.OrderBy(p => p.Id, StringComparer.Ordinal)];
    }

    private static ImmutableArray<CohortPatient> Permute(ImmutableArray<CohortPatient> train, SiteId site, ulong seed)
    {
        var outcomes = train.Select(p => (p.OutcomeValue, p.OutcomeTime)).ToArray();
        new RandomStream(seed, site, Purposes.Permutation, 0).Shuffle(outcomes.AsSpan());
        return [.. train.Select((p, i) => p with { OutcomeValue = outcomes[i].OutcomeValue, OutcomeTime = outcomes[i].OutcomeTime })];
    }

    private static void RequirePatients(SiteId site, bool external, ImmutableArray<CohortPatient> train, ImmutableArray<CohortPatient> test, List<string> notes)
    {
        if (external ? test.IsEmpty : train.IsEmpty)
            throw new LamellaException(ErrorCodes.CohortEmpty, $"Site '{site}' has no patient to {(external ? "test on" : "train on")}. {string.Join(" ", notes)}".TrimEnd(), "Check the map's filter, its split with the values for train and test, and the codes of the outcome.");
    }

    private static void NoteClasses(TaskSpec task, string part, ImmutableArray<CohortPatient> patients, List<string> notes)
    {
        if (patients.IsEmpty && part == "test")
            notes.Add("There is no test patient here: metrics of this site are undefined.");
        else if (task is not RegressionTask && patients.Length > 0 && patients.Select(p => p.OutcomeValue).Distinct().Count() == 1)
            notes.Add($"All {patients.Length} {part} patients have the same {(task is SurvivalTask ? "event status" : "class")}.");
    }
}
