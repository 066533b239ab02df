using System.Security.Cryptography;
using System.Text;

namespace Lamella.EndToEnd.Tests.Processes;

/// <summary>What a study has put into a site's folder, taken down while it is there: names by which it can be found, pieces of its weights, the site's patients.</summary>
internal sealed class SiteRemains
{
    private const int Piece = 32, MixedBytes = 12;
    private readonly string place;
    private readonly List<(string What, byte[] Bytes)> looked = [];

    public SiteRemains(string place, string study, IEnumerable<string> models, IEnumerable<string> patients)
    {
        this.place = place;
        var jobs = Path.Combine(place, "jobs", study[..16]);
        var job = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(jobs, "in", "job.json"))));
        var updates = Directory.EnumerateFiles(Path.Combine(jobs, "updates"), "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).ToList();
        Names = [study, study[..16], job, .. models, .. updates];
        looked.AddRange(Names.Select(n => (n, Encoding.ASCII.GetBytes(n))));
        Patients = [.. patients];
        looked.AddRange(Patients.Select(p => (p, Encoding.ASCII.GetBytes(p))));
        foreach (var file in Directory.EnumerateFiles(jobs, "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Path.Combine(place, "inbox"))).Where(f => Path.GetExtension(f) is not ".json" and not ".bpf"))
        {
            var bytes = File.ReadAllBytes(file);
            for (var quarter = 1; quarter < 4; quarter++)
            {
                var piece = bytes.AsSpan(Math.Min(bytes.Length - Piece, bytes.Length * quarter / 4), Piece).ToArray();
                if (piece.Distinct().Count() >= MixedBytes && Weights.Add(Convert.ToHexString(piece)))
                    looked.Add((Convert.ToHexString(piece), piece));
            }
        }
    }

    /// <summary>Hashes of study, models, updates and job.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Patients' ids.</summary>
    public IReadOnlyList<string> Patients { get; }

    /// <summary>Pieces of models, updates and states, in hex.</summary>
    public HashSet<string> Weights { get; } = new(StringComparer.Ordinal);

    /// <summary>In which files of the site's folder what is found, in the bytes or in the name.</summary>
    public IReadOnlyDictionary<string, List<string>> Find()
    {
        var found = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) != ".sock"))
        {
            var (name, bytes) = (Path.GetRelativePath(place, file), ReadShared(file));
            foreach (var (what, pattern) in looked)
            {
                if (!name.Contains(what, StringComparison.Ordinal) && bytes.AsSpan().IndexOf(pattern) < 0)
                    continue;
                if (!found.TryGetValue(what, out var files))
                    found[what] = files = [];
                files.Add(name);
            }
        }

        return found;
    }

    /// <summary>A running site has its ledger open.</summary>
    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
