namespace Lamella.Pathology.Slides;

/// <summary>A kind of thing in a slide file that may lead to a person.</summary>
public enum IdentifyingKind
{
    /// <summary>A photograph of the label, which often bears a name or a case number.</summary>
    LabelImage,

    /// <summary>A photograph of the whole glass, label included.</summary>
    MacroImage,

    /// <summary>Another picture beside the slide.</summary>
    OtherImage,

    /// <summary>When it was scanned.</summary>
    Date,

    /// <summary>A number or code of slide, case, image or barcode.</summary>
    Identifier,

    /// <summary>Who scanned it, or whose it is.</summary>
    Person,

    /// <summary>Serial number or name of the scanner.</summary>
    Device,

    /// <summary>Free text that may hold any of these.</summary>
    FreeText,

    /// <summary>The file's own name looks like a person's.</summary>
    FileName,
}

/// <summary>Something a slide carries that may lead to a person. Its value is not kept.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Where">Name of the property or picture that holds it.</param>
public sealed record IdentifyingMatter(IdentifyingKind Kind, string Where)
{
    /// <summary>Judges names of properties and of associated pictures.</summary>
    internal static IReadOnlyList<IdentifyingMatter> Of(IEnumerable<string> properties, IEnumerable<string> images) =>
        [.. images.Select(OfImage).Concat(properties.Select(OfProperty).OfType<IdentifyingMatter>()).OrderBy(matter => matter.Kind).ThenBy(matter => matter.Where, StringComparer.Ordinal)];

    private static IdentifyingMatter OfImage(string name) => new(
        name.Contains("label", StringComparison.OrdinalIgnoreCase) ? IdentifyingKind.LabelImage
        : name.Contains("macro", StringComparison.OrdinalIgnoreCase) ? IdentifyingKind.MacroImage
        : IdentifyingKind.OtherImage,
        name);

    private static IdentifyingMatter? OfProperty(string name)
    {
        bool Has(params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                if (name.Contains(word, StringComparison.OrdinalIgnoreCase))
                    return true;
            }

            return false;
        }

        // The library's own digest and structure say nothing that the pixels do not.
        if (name.StartsWith("openslide.", StringComparison.Ordinal) && name != "openslide.comment")
            return null;
        IdentifyingKind? kind = Has("date", "time zone", "acquisitiontime", "contenttime", "studytime", "seriestime") || name.EndsWith(".Time", StringComparison.OrdinalIgnoreCase) ? IdentifyingKind.Date
            : Has("patient", "user", "operator", "physician", "person", "author", "artist", "copyright") ? IdentifyingKind.Person
            : Has("barcode", "imageid", "image id", "slide_id", "slideid", "slide_name", "slidename", "accession", "caseid", "specimen", "container", "filename", "title", "reference", "uid", "uuid", "label", "documentname") ? IdentifyingKind.Identifier
            : Has("scanscope id", "serial", "device", "scanner", "station", "manufacturer", "hostcomputer", "make", "model", "software") ? IdentifyingKind.Device
            : Has("comment", "description", "xml", "notes") ? IdentifyingKind.FreeText
            : null;
        return kind is { } found ? new IdentifyingMatter(found, name) : null;
    }
}
