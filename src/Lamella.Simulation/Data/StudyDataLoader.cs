using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;
using Lamella.Site.Data;

namespace Lamella.Simulation.Data;

/// <summary>From tables and bags to the trainer's examples, site by site; what one site's rows decide never touches another's.</summary>
internal sealed class StudyDataLoader(Study study)
{
    private const int EndBytes = 16384;

    private readonly StudyProtocol protocol = study.Protocol;
    private readonly List<SiteDataLoader> loaders = [.. study.Protocol.Sites.OrderBy(s => s.Id).Select(s => new SiteDataLoader(study.Protocol, s, study.Sites[s.Id]))];

    /// <summary>Reads every site for a seed, and holds them against each other.</summary>
    public StudyData Load(ulong seed)
    {
        var cohorts = loaders.ConvertAll(l => (Loader: l, Cohort: l.ReadCohort(seed)));
        RequirePatientsOfOneSite(cohorts);
        foreach (var (loader, cohort) in cohorts)
            loader.OpenBags(cohort);
        RequireOneContract();

        var sites = cohorts.ConvertAll(c => c.Loader.Load(c.Cohort, seed));
        var sums = sites.Select(s => s.Sums).OfType<ColumnSums>().ToList();
        var totals = sums.Count == 0 ? null : ColumnSums.Total(sums, sums[0].Count.Length);
        return new StudyData([.. sites.Select(s => new StudySite(s, s.WithTotals(totals)))], CovariateLayout.Columns(protocol));
    }

    /// <summary>
    /// SHA-256 over maps, tables, feature contracts, and each bag's name, length and both ends: tells whether a folder of results belongs to these data.
    /// Bags of the same tiles are as long whatever encoded them, so their lengths alone would not tell.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        foreach (var loader in loaders)
        {
            var source = loader.Source;
            Add(loader.Site.Id.Value);
            hash.AppendData(File.ReadAllBytes(source.MapFile));
            var tables = source.Map.Tables.Select(t => t.File).Concat(source.Map.Slides is { } slides ? [slides.File] : []);
            foreach (var file in tables.Select(t => Path.Combine(source.Folder, t)).Where(File.Exists))
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
            var folder = Path.Combine(source.Folder, source.Map.Bags);
            if (protocol.Inputs.Bags is null || !Directory.Exists(folder))
                continue;
            if (loader.Contract is { } contract)
                Add(contract.Hash());
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

    private void RequireOneContract()
    {
        var first = loaders[0];
        first.RequireContract();
        foreach (var other in loaders.Skip(1).Where(l => l.Contract is not null))
        {
            if (first.Contract!.FirstDifference(other.Contract!) is { } field)
                throw SiteDataLoader.Mismatch($"Site {other.Site.Id} differs from site {first.Site.Id} in {field}: bags were made with another feature contract.");
        }
    }

    /// <summary>Sites that share a table must not share its patients: one would test on what the other trained on.</summary>
    private static void RequirePatientsOfOneSite(List<(SiteDataLoader Loader, Cohort Cohort)> cohorts)
    {
        foreach (var shared in cohorts.GroupBy(c => Path.GetFullPath(Path.Combine(c.Loader.Source.Folder, c.Loader.Source.Map.Tables[0].File))))
        {
            var seen = new Dictionary<string, SiteId>(StringComparer.Ordinal);
            foreach (var (site, patient) in shared.SelectMany(c => c.Cohort.Train.Concat(c.Cohort.Test), (c, p) => (c.Loader.Site.Id, p.Id)))
            {
                if (!seen.TryAdd(patient, site) && seen[patient] != site)
                    throw new LamellaException(ErrorCodes.PatientInTwoSplits, $"Sites {seen[patient]} and {site} read the same patients from {Path.GetFileName(shared.Key)}.", "Tell the sites' rows apart with 'where' in their maps.");
            }
        }
    }
}
