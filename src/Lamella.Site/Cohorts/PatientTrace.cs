using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Hosting;
using Lamella.Site.Purging;

namespace Lamella.Site.Cohorts;

/// <summary>
/// What in the ledger rests on one of the hospital's patients: updates that they were trained with, rounds that counted those, every model from there on, and
/// figures over them. Nothing of it is known elsewhere: the hospital's own records say which updates they are. Entries are shown to it in their order.
/// </summary>
/// <param name="folder">The site's folder.</param>
/// <param name="site">The site.</param>
/// <param name="patient">The hospital's id of the patient, as the table has it.</param>
public sealed class PatientTrace(SiteFolder folder, SiteId site, string patient)
{
    private readonly SiteCohorts cohorts = new(folder.Cohorts);
    private readonly UpdateOrigins origins = new(folder);
    private readonly SitePurges purges = new(folder);
    private readonly HashSet<string> purged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ImmutableArray<UpdateOrigin> Made, IReadOnlyList<DrawnPatients> Drawn)> made = new(StringComparer.Ordinal);
    private readonly HashSet<string> updates = new(StringComparer.Ordinal);
    private readonly HashSet<RunId> runs = [];
    private readonly HashSet<string> models = new(StringComparer.Ordinal);

    /// <summary>How many updates, models and runs there were.</summary>
    public (int Updates, int Models, int Runs) Found => (updates.Count, models.Count, runs.Count);

    /// <summary>Studies of which it cannot be told: the hospital's records of them were purged.</summary>
    public IReadOnlyCollection<string> Purged => purged;

    /// <summary>Whether an entry rests on the patient.</summary>
    public bool Takes(LedgerEntry entry)
    {
        try
        {
            return Rests(EventEncoding.Decode(entry.Body.AsSpan()));
        }
        catch (LamellaException fault) when (fault.Code == ErrorCodes.LedgerUnreadable)
        {
            // An event of a newer version.
            return false;
        }
    }

    private bool Rests(LedgerEvent e)
    {
        switch (e)
        {
            case UpdateSubmitted x:
                return x.Site == site && IsIn(x.Run, x.Update).Trains && (updates.Add(x.Update) || true);
            case UpdateAccepted x:
                return updates.Contains(x.Update);
            case UpdateLate x:
                return updates.Contains(x.Update);
            case UpdateRejected x:
                return updates.Contains(x.Update);
            case RoundClosed x:
                return x.Contributions.Any(c => updates.Contains(c.Update)) && (runs.Add(x.Run) || true);
            case RoundAggregated x:
                return runs.Contains(x.Run) && (models.Add(x.Model) || true);
            case RunEnded x:
                return runs.Contains(x.Run);
            case ModelScored x:
                return x.Site == site && WasIn(x.Run, x.Model) is { Trains: var trains, Tests: var tests } && (tests || (x.Arm == ScoredArms.Local && trains));
            default:
                return false;
        }
    }

    /// <summary>
    /// On which sides of the split the patient was when an update was made: by the first record of it, since committed bytes leave again. Without a record they count
    /// as having been there.
    /// </summary>
    private (bool Trains, bool Tests) IsIn(RunId run, string what) => SidesOf(run, Origins(run).FirstOrDefault(o => o.What == what));

    /// <summary>The same for a model that was scored, by all records of it: figures that were not taken are made again.</summary>
    private (bool Trains, bool Tests) WasIn(RunId run, string what)
    {
        var all = Origins(run).Where(o => o.What == what).Select(o => SidesOf(run, o)).ToList();
        return all.Count == 0 ? SidesOf(run, null) : (all.Exists(x => x.Trains), all.Exists(x => x.Tests));
    }

    private ImmutableArray<UpdateOrigin> Origins(RunId run)
    {
        var study = run.ProtocolSha256;
        if (!made.TryGetValue(study, out var known))
            made[study] = known = ([.. origins.Of(study).SelectMany(o => o)], origins.DrawnOf(study));
        return known.Made;
    }

    private (bool Trains, bool Tests) SidesOf(RunId run, UpdateOrigin? origin)
    {
        var study = run.ProtocolSha256;
        if (purges.Has(study))
        {
            purged.Add(study);
            return (false, false);
        }

        var drawn = made[study].Drawn.Where(d => d.Seed == run.Seed && (origin is null || d.Fingerprint == origin.Fingerprint)).ToList();
        if (origin is not null && cohorts.Find(origin.Cohort) is { } cohort)
        {
            return cohort.Exclusions.Take(origin.LeftOut).Any(x => x.Patient == patient) ? (false, false)
                : drawn.Count == 0 ? (true, true)
                : Sides(drawn, DrawnPatients.NameOf(cohort, patient));
        }

        return drawn.Count == 0 ? (true, true) : cohorts.List().Select(c => Sides(drawn, DrawnPatients.NameOf(c, patient))).Aggregate((false, false), (x, y) => (x.Item1 || y.Trains, x.Item2 || y.Tests));
    }

    private static (bool Trains, bool Tests) Sides(List<DrawnPatients> drawn, string name) => (drawn.Exists(d => d.Train.Contains(name)), drawn.Exists(d => d.Test.Contains(name)));
}
