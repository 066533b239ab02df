using System.Security.Cryptography;
using System.Text;
using Lamella.Pathology.Quality;

namespace Lamella.Pathology.Catalogue;

/// <summary>A slide of a frozen cohort.</summary>
/// <param name="Slide">Its pseudonym.</param>
/// <param name="Patient">The patient's pseudonym.</param>
/// <param name="BagSha256">SHA-256 of its bag file.</param>
public sealed record CohortSlide(string Slide, string Patient, string BagSha256);

/// <summary>A cohort as it was at one moment; its hash names exactly these bags. Pseudonyms only: it may leave.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="ContractSha256">Hash of the feature contract of its bags.</param>
/// <param name="Made">When it was frozen; not part of the hash.</param>
/// <param name="Slides">Slides in ordinal order of their pseudonyms.</param>
public sealed record CohortSnapshot(string Name, string ContractSha256, DateTimeOffset Made, IReadOnlyList<CohortSlide> Slides)
{
    /// <summary>SHA-256, lower-case hex, of the lines <c>lamella-cohort=1</c>, <c>contract=</c> and <c>slide patient bag</c> per slide in ordinal order.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"lamella-cohort=1\ncontract={ContractSha256}\n" + string.Concat(Slides.OrderBy(s => s.Slide, StringComparer.Ordinal).Select(s => $"{s.Slide} {s.Patient} {s.BagSha256}\n")))));

    /// <summary>All slides of a catalogue that have a bag and a patient; slides with a warning too unless they are left out.</summary>
    public static CohortSnapshot Of(string name, string contractSha256, DateTimeOffset made, IEnumerable<SlideRecord> slides, bool withWarnings = true) =>
        new(name, contractSha256, made, [.. slides
            .Where(s => s.BagSha256.Length > 0 && s.PatientPseudonym.Length > 0 && (withWarnings || s.Verdict == Verdict.Ok))
            .Select(s => new CohortSlide(s.Slide, s.PatientPseudonym, s.BagSha256))
            .DistinctBy(s => s.Slide).OrderBy(s => s.Slide, StringComparer.Ordinal)]);
}
