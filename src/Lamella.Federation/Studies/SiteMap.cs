using System.Collections.Immutable;

namespace Lamella.Federation.Studies;

/// <summary>
/// How a site's own files become the study's variables. It stays at the site. Paths are relative to the site's data folder. A variable that is
/// not mapped is taken from the column of the same name.
/// </summary>
public sealed record SiteMap
{
    /// <summary>Patient tables, joined by patient; the first says which patients there are, the others add columns.</summary>
    public required ImmutableArray<TableMap> Tables { get; init; }

    /// <summary>Rows are kept when every named column has one of its values; empty: all rows.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Where { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Variable to column.</summary>
    public ImmutableDictionary<string, string> Columns { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Variable to (site's code to study's code).</summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, string>> Codes { get; init; } =
        ImmutableDictionary<string, ImmutableDictionary<string, string>>.Empty;

    /// <summary>Cells that mean "not known" in every column, beside the empty cell.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>The column that tells train from test; null when the protocol draws the split.</summary>
    public SplitColumn? Split { get; init; }

    /// <summary>Slide to patient; null when bags are named after patients.</summary>
    public SlideTableMap? Slides { get; init; }

    /// <summary>Folder with the bags; empty when the study uses none.</summary>
    public string Bags { get; init; } = "";

    /// <summary>Contract of bags whose files do not prove one (CLAM, TRIDENT, STAMP); null: such bags are refused.</summary>
    public FeatureContract? DeclaredContract { get; init; }

    /// <summary>For trying things out: use only some training rows; null: all.</summary>
    public TrainingLimit? Limit { get; init; }

    /// <summary>Patients who are left out, once all are told into train and test. Not in the map's file: a site's cohort says it.</summary>
    public ImmutableArray<string> Without { get; init; } = [];
}

/// <summary>A delimited text table. Separator, decimal mark and encoding are found out unless given.</summary>
/// <param name="File">Path relative to the site's data folder.</param>
/// <param name="Patient">Column with the patient's id, kept as text.</param>
public sealed record TableMap(string File, string Patient)
{
    /// <summary><c>,</c>, <c>;</c> or tab; null: found out.</summary>
    public char? Separator { get; init; }

    /// <summary><c>.</c> or <c>,</c>; null: found out.</summary>
    public char? Decimal { get; init; }

    /// <summary><c>utf-8</c> or <c>windows-1252</c>; empty: found out.</summary>
    public string Encoding { get; init; } = "";
}

/// <summary>A column that tells train from test.</summary>
/// <param name="Column">The column.</param>
/// <param name="Train">Its values for training rows.</param>
/// <param name="Test">Its values for test rows. Rows with another value are left out, and that is said.</param>
public sealed record SplitColumn(string Column, ImmutableArray<string> Train, ImmutableArray<string> Test);

/// <summary>Slides and whose they are.</summary>
/// <param name="File">Delimited text, relative to the site's data folder.</param>
/// <param name="Slide">Column with the slide's name: its bag is <c>{slide}.h5</c>.</param>
/// <param name="Patient">Column with the patient's id.</param>
public sealed record SlideTableMap(string File, string Slide, string Patient);

/// <summary>Keeps a seeded draw of the training rows.</summary>
/// <param name="Train">Number kept.</param>
/// <param name="Positives">How many of them are of the positive class; null: as they come.</param>
public sealed record TrainingLimit(int Train, int? Positives = null);
