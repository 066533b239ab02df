using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;

namespace Lamella.Site.Cohorts;

/// <summary>
/// What an approval is bound to: SHA-256 over the cohort's salt, its map, the bytes of its tables, and names and lengths of its bags, wherever they lie. With the salt the
/// hospital can show later what was approved; without it nobody learns anything from it. Patients who are left out do not change it: an approval
/// of all holds for fewer.
/// </summary>
public static class CohortFingerprint
{
    /// <summary>The fingerprint of a cohort as its files are now, lower-case hex.</summary>
    /// <exception cref="LamellaException">A file is not there (<see cref="ErrorCodes.CohortChanged"/>).</exception>
    public static string Of(SiteCohort cohort)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var map = cohort.ToMap();
        hash.AppendData(Convert.FromHexString(cohort.Salt));
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(cohort.MapText)));
        foreach (var file in FilesOf(map))
            hash.AppendData(Digest(file));
        foreach (var bag in BagsOf(map))
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bag.Name}\n{bag.Length}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What a worker reads: the cohort's fingerprint and who is left out of it, as one SHA-256.</summary>
    /// <exception cref="LamellaException">A file is not there (<see cref="ErrorCodes.CohortChanged"/>).</exception>
    public static string OfData(SiteCohort cohort) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', cohort.Exclusions.Select(e => e.Patient).Prepend(Of(cohort))))));

    private static IEnumerable<string> FilesOf(SiteMap map) => map.Slides is { } slides ? map.Tables.Select(t => t.File).Append(slides.File) : map.Tables.Select(t => t.File);

    private static IEnumerable<FileInfo> BagsOf(SiteMap map) => map.Bags.Length == 0 ? []
        : Directory.Exists(map.Bags) ? new DirectoryInfo(map.Bags).EnumerateFiles(BagStore.Pattern).OrderBy(f => f.Name, StringComparer.Ordinal)
        : throw Missing(map.Bags);

    private static byte[] Digest(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return SHA256.HashData(file);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(path);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new LamellaException(ErrorCodes.CohortChanged, $"'{path}' of the cohort cannot be read: it is a folder, or this account may not read it.", "Name the table itself, and let the account that the site runs as read it.", fault);
        }
    }

    private static LamellaException Missing(string path) =>
        new(ErrorCodes.CohortChanged, $"'{path}' of the cohort is not there.", "Put it back, or add the cohort again with where it is now: ./lamella site cohort add.");
}
