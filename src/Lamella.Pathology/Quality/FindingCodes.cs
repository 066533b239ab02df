namespace Lamella.Pathology.Quality;

/// <summary>Every finding a verdict can rest on.</summary>
public static class FindingCodes
{
    /// <summary>The file is not a slide that can be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The file breaks off or holds damaged parts.</summary>
    public const string Damaged = "damaged";

    /// <summary>The format needs a newer library than the machine has.</summary>
    public const string FormatUnsupported = "format-unsupported";

    /// <summary>This user may not read the file.</summary>
    public const string NotPermitted = "not-permitted";

    /// <summary>The folder or share could not be reached; nothing is said about the slide.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Neither the file nor the user says how large a pixel is.</summary>
    public const string NoResolution = "no-resolution";

    /// <summary>A resolution no scanner has.</summary>
    public const string AbsurdResolution = "absurd-resolution";

    /// <summary>The resolution is coarser than the contract asks: tiles are enlarged.</summary>
    public const string CoarseResolution = "coarse-resolution";

    /// <summary>Only one level, or a gap between levels: reading is slow.</summary>
    public const string NoPyramid = "no-pyramid";

    /// <summary>Coarse levels show something else than level 0.</summary>
    public const string BrokenPyramid = "broken-pyramid";

    /// <summary>No tissue was found.</summary>
    public const string NoTissue = "no-tissue";

    /// <summary>Little tissue.</summary>
    public const string LittleTissue = "little-tissue";

    /// <summary>Tissue, but no tile that holds enough of it.</summary>
    public const string NoTile = "no-tile";

    /// <summary>Fewer tiles than a model can learn from.</summary>
    public const string FewTiles = "few-tiles";

    /// <summary>Out of focus.</summary>
    public const string OutOfFocus = "out-of-focus";

    /// <summary>Pen ink.</summary>
    public const string Pen = "pen";

    /// <summary>Black regions: parts that were not scanned or are lost.</summary>
    public const string Black = "black";

    /// <summary>The slide is blank.</summary>
    public const string White = "white";

    /// <summary>A slide without colour.</summary>
    public const string GreyScale = "grey-scale";

    /// <summary>A stain other than H&amp;E or HES.</summary>
    public const string OtherStain = "other-stain";

    /// <summary>The same pixels under another name.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Excluded by the hospital's own table.</summary>
    public const string Excluded = "excluded";

    /// <summary>The file's name may name a person.</summary>
    public const string NameInFileName = "name-in-file-name";

    /// <summary>A picture whose name says that it shows a label or a whole glass.</summary>
    public const string LabelPicture = "label-picture";

    /// <summary>The drawn regions of the slide cannot be read.</summary>
    public const string RegionsInvalid = "regions-invalid";

    /// <summary>More tiles times features than one bag can hold.</summary>
    public const string TooManyTiles = "too-many-tiles";

    /// <summary>The contract normalises stains, and those of the slide cannot be told.</summary>
    public const string StainUnknown = "stain-unknown";

    /// <summary>The table names no patient for the slide.</summary>
    public const string NoPatient = "no-patient";

    /// <summary>The encoder gives numbers that are not finite for a tile.</summary>
    public const string NotFinite = "not-finite";
}
