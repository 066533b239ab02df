using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;
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
    private readonly Dictionary<string, StudyProtocol> protocols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, UpdateOrigin>> made = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Study, string Cohort, ulong Seed), (bool Trains, bool Tests)> sides = [];
    private readonly HashSet<string> updates = new(StringComparer.Ordinal);
    private readonly HashSet<RunId> runs = [];
    private readonly HashSet<string> models = new(StringComparer.Ordinal);

    /// <summary>How many updates, models and runs there were.</summary>
    public (int Updates, int Models, int Runs) Found => (updates.Count, models.Count, runs.Count);

    /// <summary>Studies of which it cannot be told: the hospital's records of them were purged.</summary>
    public IReadOnlyCollection<string> Purged => purged;

    /// <summary>Whether an entry rests on the patient.</summary>
    /// <exception cref="LamellaException">The tables of a cohort that was used cannot be read any more, so that it cannot be told.</exception>
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
            case StudyProposed x:
                protocols[x.Study] = ProtocolEncoding.Decode(System.Text.Encoding.UTF8.GetBytes(x.Protocol));
                return false;
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
                return x.Site == site && IsIn(x.Run, x.Model) is { Trains: var trains, Tests: var tests } && (tests || (x.Arm == ScoredArms.Local && trains));
            default:
                return false;
        }
    }

    /// <summary>On which sides of the split the patient was when an update was made or a model scored. Without a record they count as having been there.</summary>
    private (bool Trains, bool Tests) IsIn(RunId run, string what)
    {
        var study = run.ProtocolSha256;
        if (!made.TryGetValue(study, out var known))
            made[study] = known = origins.Of(study);
        var origin = known.GetValueOrDefault(what);
        if ((origin?.Cohort ?? new StudyCohorts(folder).NameOf(study)) is not { } name)
        {
            if (purges.Has(study))
                purged.Add(study);
            return (false, false);
        }

        var cohort = cohorts.Require(name);
        return origin is not null && cohort.Exclusions.Take(origin.LeftOut).Any(x => x.Patient == patient) ? (false, false) : SidesOf(study, cohort, run.Seed);
    }

    private (bool Trains, bool Tests) SidesOf(string study, SiteCohort cohort, ulong seed)
    {
        if (!sides.TryGetValue((study, cohort.Name, seed), out var found))
        {
            var all = CohortReader.Read(protocols[study], site, cohort.ToMap() with { Without = [] }, "/", seed);
            sides[(study, cohort.Name, seed)] = found = (all.Train.Any(p => p.Id == patient), all.Test.Any(p => p.Id == patient));
        }

        return found;
    }
}
