using System.Text.RegularExpressions;

namespace Lamella.Pathology.Quality;

/// <summary>
/// Whether a file's name may name a person. A name is one of these:
/// a date of birth, that is, a date between 1900 and 2009 written with all its digits (scans are younger as a rule); or two or more words of three letters and more that are not words of a laboratory. Words are what stands between
/// anything that is no letter, or before a capital after a small letter; a piece with a digit in it, such as H19 or TCGA's barcodes, is a code and no word, and so is a piece of capitals that has no vowel.
/// A heuristic: it errs towards asking, for a file can be renamed, and a name that left the hospital cannot be called back.
/// </summary>
public static partial class FileNameCheck
{
    private const int ShortestWord = 3, FirstYear = 1900, LastYear = 2009;

    private static readonly HashSet<string> LabWords = new(
        """
        slide slides region regions small large tumor tumour tumors tumours normal test train training validation sample samples example
        biopsy biopsies biopsie block blocks bloc left right upper lower gauche droite links rechts breast sein lung poumon liver foie colon
        rectum kidney rein skin peau prostate brain node lymph lymphnode ganglion melanoma melanome carcinoma carcinome adenoma polyp margin
        marge specimen resection core needle section sections cut cuts level levels layer scan scanned scanner image images img whole wsi svs
        tif tiff ndpi mrxs aperio hamamatsu leica philips ventana pannoramic histech zeiss mirax stain stained eosin haematoxylin hematoxylin
        saffron hes hae ihc dab her ki pdl her2 trichrome masson pas giemsa frozen ffpe paraffin copy new old final rescan control positive
        negative case cases patient anon anonymous anonymized anonymised pseudo study series batch center centre site hospital detail label
        macro thumbnail overview mask heatmap annotation annotations export data set dataset camelyon tcga cptac gtex cmu pcam idc crc brca luad
        lusc coad read skcm the and for with from part piece pieces file stitched converted pyramid pyramidal compressed jpeg jpg ome dicom dcm
        invasive ductal lobular situ primary metastasis metastatic metastases meta macro micro itc triple tnbc grade stage pre post neoadjuvant surgery
        sentinel axillary axilla cervix uterus ovary ovarian gastric stomach bladder thyroid pancreas oesophagus esophagus bone marrow muscle fat
        tissue glass blank scope quality pass fail unknown none other true false
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the name may name a person.</summary>
    /// <param name="fileName">A file's name; folders before it and the ending after it are not looked at.</param>
    public static bool LooksLikeAName(string fileName)
    {
        // Both separators whatever the system: an index may have been written on another one.
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        name = Ending().Replace(name, "");
        var words = Pieces().Matches(name).SelectMany(match => Humps().Split(match.Value)).Count(IsWord);
        return words >= 2 || HasBirthDate(name);
    }

    private static bool IsWord(string piece) =>
        piece.Length >= ShortestWord && piece.All(char.IsLetter) && !LabWords.Contains(piece) && piece.ToUpperInvariant().Any(IsVowel);

    // Letters beyond ASCII are vowels more often than not, and a name must not slip through for its accent.
    private static bool IsVowel(char letter) => "AEIOUY".Contains(letter, StringComparison.Ordinal) || letter > 127;

    private static bool HasBirthDate(string name)
    {
        foreach (Match match in Dates().Matches(name))
        {
            var year = int.Parse(match.Groups["y"].ValueSpan);
            var (a, b) = (int.Parse(match.Groups["a"].ValueSpan), int.Parse(match.Groups["b"].ValueSpan));
            // Day and month in either order: at least one can be a month, and the other a day.
            if (year is >= FirstYear and <= LastYear && a is >= 1 and <= 31 && b is >= 1 and <= 31 && Math.Min(a, b) <= 12)
                return true;
        }

        return false;
    }

    // Runs of letters and digits: a run with a digit in it is a code.
    [GeneratedRegex(@"[\p{L}\p{M}\d]+", RegexOptions.CultureInvariant)]
    private static partial Regex Pieces();

    // MarieDupont is two words. A code is not cut up: behind a digit there is no hump.
    [GeneratedRegex(@"(?<=^\p{L}*\p{Ll})(?=\p{Lu}\p{L}*\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Humps();

    [GeneratedRegex(@"(\.ome)?\.[A-Za-z0-9]{2,5}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ending();

    // 1956-03-02, 19560302, 02.03.1956: all digits there, and no further digit beside them.
    [GeneratedRegex(@"(?<!\d)(?:(?<y>\d{4})(?<s>[-_. ]?)(?<a>\d{2})\k<s>(?<b>\d{2})|(?<a>\d{2})(?<s>[-_. ])(?<b>\d{2})\k<s>(?<y>\d{4}))(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Dates();
}
