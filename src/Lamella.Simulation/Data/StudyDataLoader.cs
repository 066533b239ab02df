using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Pathology.Cohorts;
using Lamella.Site.Rounds;

namespace Lamella.Simulation.Data;

/// <summary>From tables and bags to the trainer's examples, site by site; what one site's rows decide never touches another's.</summary>
internal sealed class StudyDataLoader(Study study)
{
    private const int EndBytes = 16384;

    private readonly StudyProtocol protocol = study.Protocol;
    private readonly Dictionary<SiteId, SiteBags> bags = [];

    /// <summary>
    /// Reads every site for a seed. Numbers are scaled as the protocol says: with federated standardisation each training site gives n, sums and sums of
    /// squares of its training rows, and all use the mean and deviation that follow.
    /// </summary>
    public StudyData Load(ulong seed)
    {
        var cohorts = protocol.Sites.OrderBy(s => s.Id).Select(s => (Site: s, Cohort: CohortReader.Read(protocol, s.Id, study.Sites[s.Id].Map, study.Sites[s.Id].Folder, seed))).ToList();
        RequirePatientsOfOneSite(cohorts);
        if (protocol.Inputs.Bags is { } input)
            OpenBags(input, cohorts);

        var encoders = cohorts.ToDictionary(c => c.Site.Id, c => CovariateEncoder.Fit(protocol, c.Cohort));
        var sums = cohorts.Where(c => c.Site.Role == SiteRole.Train).Select(c => encoders[c.Site.Id].Sums(c.Cohort.Train)).ToList();
        var sites = cohorts.Select(c =>
        {
            var encoder = encoders[c.Site.Id];
            var standardiser = encoder.Standardise(protocol.Inputs.Standardise, c.Cohort, sums);
            Example ToExample(CohortPatient p, Standardiser scale) => new(
                p.Id, encoder.Encode(p, scale), protocol.Inputs.Bags is null ? null : bags[c.Site.Id].Of(p.Id), new Outcome(p.OutcomeValue, p.OutcomeTime));
            SiteExamples Scaled(Standardiser scale) => SetAside([.. c.Cohort.Train.Select(p => ToExample(p, scale))], c.Site.Id, seed);
            var patients = Scaled(standardiser);
            var isFederated = protocol.Inputs.Standardise == Standardisation.Federated && c.Site.Role == SiteRole.Train;
            return new SiteData(
                c.Site, patients.Train, patients.Holdout, [.. c.Cohort.Test.Select(p => ToExample(p, standardiser))], c.Cohort.Notes,
                isFederated ? encoder.Sums(c.Cohort.Train) : null,
                totals => totals is null ? patients : Scaled(Standardiser.FromSums([totals])));
        });
        return new StudyData([.. sites], CovariateLayout.Columns(protocol));
    }

    /// <summary>
    /// SHA-256 over maps, tables, feature contracts, and each bag's name, length and both ends: tells whether a folder of results belongs to these data.
    /// Bags of the same tiles are as long whatever encoded them, so their lengths alone would not tell.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        foreach (var (site, source) in study.Sites)
        {
            Add(site.Value);
            hash.AppendData(File.ReadAllBytes(source.MapFile));
            var tables = source.Map.Tables.Select(t => t.File).Concat(source.Map.Slides is { } slides ? [slides.File] : []);
            foreach (var file in tables.Select(t => Path.Combine(source.Folder, t)).Where(File.Exists))
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
            var folder = Path.Combine(source.Folder, source.Map.Bags);
            if (protocol.Inputs.Bags is null || !Directory.Exists(folder))
                continue;
            if (bags.TryGetValue(site, out var opened))
                Add(opened.Contract.Hash());
            foreach (var bag in new DirectoryInfo(folder).EnumerateFiles("*.h5").OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                Add($"{bag.Name} {bag.Length}");
                hash.AppendData(Ends(bag));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Ends(FileInfo bag)
    {
        using var file = bag.OpenRead();
        var ends = new byte[2 * EndBytes];
        var read = file.ReadAtLeast(ends.AsSpan(0, EndBytes), EndBytes, throwOnEndOfStream: false);
        file.Position = Math.Max(0, bag.Length - EndBytes);
        read += file.ReadAtLeast(ends.AsSpan(read, EndBytes), EndBytes, throwOnEndOfStream: false);
        return ends[..read];
    }

    private void OpenBags(BagInput input, List<(SiteSpec Site, Cohort Cohort)> cohorts)
    {
        foreach (var (site, cohort) in cohorts.Where(c => !bags.ContainsKey(c.Site.Id)))
        {
            // Every seed splits the same patients anew, so these are all there are.
            bags[site.Id] = SiteBags.Open(site.Id, study.Sites[site.Id], input, protocol.Seeds[0], [.. cohort.Train.Concat(cohort.Test).Select(p => p.Id)]);
        }

        var (first, contract) = bags.OrderBy(b => b.Key).Select(b => (b.Key, b.Value.Contract)).First();
        if (contract.Dimension != input.Dimension)
            throw Mismatch($"Site {first}: bags have {contract.Dimension} features a tile, the protocol says {input.Dimension} (inputs.bags.dimension).");
        if (input.ContractSha256.Length > 0 && contract.Hash() != input.ContractSha256)
            throw Mismatch($"Site {first}: bags have contract {contract.Hash()[..12]}, the protocol asks for {input.ContractSha256[..12]}.");
        foreach (var (site, other) in bags.OrderBy(b => b.Key))
        {
            if (contract.FirstDifference(other.Contract) is { } field)
                throw Mismatch($"Site {site} differs from site {first} in {field}: bags were made with another feature contract.");
        }
    }

    /// <summary>Sites that share a table must not share its patients: one would test on what the other trained on.</summary>
    private void RequirePatientsOfOneSite(List<(SiteSpec Site, Cohort Cohort)> cohorts)
    {
        foreach (var shared in cohorts.GroupBy(c => Path.GetFullPath(Path.Combine(study.Sites[c.Site.Id].Folder, study.Sites[c.Site.Id].Map.Tables[0].File))))
        {
            var seen = new Dictionary<string, SiteId>(StringComparer.Ordinal);
            foreach (var (site, patient) in shared.SelectMany(c => c.Cohort.Train.Concat(c.Cohort.Test), (c, p) => (c.Site.Id, p.Id)))
            {
                if (!seen.TryAdd(patient, site) && seen[patient] != site)
                    throw new LamellaException(ErrorCodes.PatientInTwoSplits, $"Sites {seen[patient]} and {site} read the same patients from {Path.GetFileName(shared.Key)}.", "Tell the sites' rows apart with 'where' in their maps.");
            }
        }
    }

    private SiteExamples SetAside(List<Example> train, SiteId site, ulong seed)
    {
        if (protocol.Training.EarlyStopping is not { } stopping || train.Count < 2)
            return new SiteExamples(train, []);
        var order = Enumerable.Range(0, train.Count).ToArray();
        new RandomStream(seed, site, Purposes.Holdout, 0).Shuffle(order.AsSpan());
        var aside = order.Take(Math.Clamp((int)Math.Round(stopping.Share * train.Count), 1, train.Count - 1)).ToHashSet();
        return new SiteExamples([.. train.Where((_, i) => !aside.Contains(i))], [.. train.Where((_, i) => aside.Contains(i))]);
    }

    private static LamellaException Mismatch(string fault) =>
        new(ErrorCodes.ContractMismatch, fault, "Make the bags of all sites with the same encoder, resolution and tile size; features of different encoders are never mixed.");
}
