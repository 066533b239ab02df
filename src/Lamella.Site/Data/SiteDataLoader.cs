using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Pathology.Cohorts;
using Lamella.Site.Rounds;

namespace Lamella.Site.Data;

/// <summary>From one site's tables and bags to the trainer's examples; the same at a deployed site and in a simulated study.</summary>
/// <param name="protocol">The study.</param>
/// <param name="site">The site.</param>
/// <param name="source">Where its data are.</param>
public sealed class SiteDataLoader(StudyProtocol protocol, SiteSpec site, SiteSource source)
{
    private SiteBags? bags;

    /// <summary>The site.</summary>
    public SiteSpec Site => site;

    /// <summary>Where its data are.</summary>
    public SiteSource Source => source;

    /// <summary>Contract of its bags; null until they were opened, and in a study without bags.</summary>
    public FeatureContract? Contract => bags?.Contract;

    /// <summary>Reads a site that stands for itself, with every check that one site's data allow.</summary>
    /// <exception cref="LamellaException">The tables or bags cannot be used.</exception>
    public SiteData Load(ulong seed)
    {
        var cohort = ReadCohort(seed);
        OpenBags(cohort);
        RequireContract();
        return Load(cohort, seed);
    }

    /// <summary>The site's patients, told into train and test for a seed.</summary>
    public Cohort ReadCohort(ulong seed) => CohortReader.Read(protocol, site.Id, source.Map, source.Folder, seed);

    /// <summary>Opens the bags of a study that has some, the first time it is called: every seed splits the same patients anew.</summary>
    /// <param name="cohort">Whose bags; null: all that are there, where the tables cannot say.</param>
    public void OpenBags(Cohort? cohort)
    {
        if (protocol.Inputs.Bags is { } input)
            bags ??= SiteBags.Open(site.Id, source, input, protocol.Seeds[0], cohort is null ? null : [.. cohort.Train.Concat(cohort.Test).Select(p => p.Id)]);
    }

    /// <summary>The bags are the ones that the protocol asks for.</summary>
    /// <exception cref="LamellaException">They are not (<see cref="ErrorCodes.ContractMismatch"/>).</exception>
    public void RequireContract()
    {
        if (protocol.Inputs.Bags is not { } input || Contract is not { } contract)
            return;
        if (contract.Dimension != input.Dimension)
            throw Mismatch($"Site {site.Id}: bags have {contract.Dimension} features a tile, the protocol says {input.Dimension} (inputs.bags.dimension).");
        if (input.ContractSha256.Length > 0 && contract.Hash() != input.ContractSha256)
            throw Mismatch($"Site {site.Id}: bags have contract {contract.Hash()[..12]}, the protocol asks for {input.ContractSha256[..12]}.");
    }

    /// <summary>
    /// The examples of a cohort that was read. Numbers are scaled as the protocol says: with federated standardisation each training site gives n, sums
    /// and sums of squares of its training rows, and all use the mean and deviation that follow from the totals.
    /// </summary>
    public SiteData Load(Cohort cohort, ulong seed)
    {
        var encoder = CovariateEncoder.Fit(protocol, cohort);
        var isFederated = protocol.Inputs.Standardise == Standardisation.Federated;
        Example ToExample(CohortPatient p, Standardiser scale) => new(p.Id, encoder.Encode(p, scale), bags?.Of(p.Id), new Outcome(p.OutcomeValue, p.OutcomeTime));
        SiteExamples Scaled(Standardiser scale)
        {
            var (train, holdout) = SetAside([.. cohort.Train.Select(p => ToExample(p, scale))], cohort.Drawn, seed);
            return new SiteExamples(train, holdout) { Test = [.. cohort.Test.Select(p => ToExample(p, scale))] };
        }

        // Rows of a study that needs no totals are encoded once, whoever asks.
        var own = new Lazy<SiteExamples>(() => Scaled(encoder.Standardise(protocol.Inputs.Standardise, cohort, [])));
        return new SiteData(
            site, cohort.Notes, isFederated && site.Role == SiteRole.Train ? encoder.Sums(cohort.Train) : null,
            totals => !isFederated ? own.Value : Scaled(Standardiser.FromSums([totals ?? throw NoTotals()])));
    }

    /// <summary>Features of different encoders are never mixed.</summary>
    public static LamellaException Mismatch(string fault) =>
        new(ErrorCodes.ContractMismatch, fault, "Make the bags of all sites with the same encoder, resolution and tile size; features of different encoders are never mixed.");

    /// <summary>Drawn from those who were there before anybody was left out, so that the others stay where they were.</summary>
    private (IReadOnlyList<Example> Train, IReadOnlyList<Example> Holdout) SetAside(List<Example> train, ImmutableArray<string> drawn, ulong seed)
    {
        if (protocol.Training.EarlyStopping is not { } stopping || drawn.Length < 2)
            return (train, []);
        var order = Enumerable.Range(0, drawn.Length).ToArray();
        new RandomStream(seed, site.Id, Purposes.Holdout, 0).Shuffle(order.AsSpan());
        var aside = order.Take(Math.Clamp((int)Math.Round(stopping.Share * drawn.Length), 1, drawn.Length - 1)).Select(i => drawn[i]).ToHashSet(StringComparer.Ordinal);
        return ([.. train.Where(e => !aside.Contains(e.PatientId))], [.. train.Where(e => aside.Contains(e.PatientId))]);
    }

    private LamellaException NoTotals() => new(
        ErrorCodes.UpdateRefused, $"Site {site.Id}: the numbers of the study are scaled by totals over all sites, and none are there.", "The preparation round of the run comes first.");
}
