using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;
using Lamella.Pathology.Quality;

namespace Lamella.Pathology.Catalogue;

/// <summary>What the hospital says of one slide, against what the file says.</summary>
/// <param name="MicronsPerPixel">um/px of level 0; null: as the file says.</param>
/// <param name="Exclude">Whether the slide is left out.</param>
/// <param name="Region">x, y, width, height in level-0 pixels: only this part counts; null: the whole slide.</param>
public sealed record SlideOverride(double? MicronsPerPixel, bool Exclude, (double X, double Y, double Width, double Height)? Region);

/// <summary>
/// A table of overrides: column <c>slide</c> (path relative to the folder, file name, or name without ending), and any of <c>mpp</c>, <c>exclude</c>
/// (yes/no) and <c>region</c> (four numbers: x y width height, level-0 pixels). Empty cells say nothing.
/// </summary>
public sealed class OverrideTable
{
    private static readonly QualityOptions Bounds = new();
    private readonly Dictionary<string, SlideOverride> entries;

    private OverrideTable(Dictionary<string, SlideOverride> entries) => this.entries = entries;

    /// <summary>No overrides.</summary>
    public static OverrideTable Empty { get; } = new([]);

    /// <summary>Reads a table.</summary>
    /// <exception cref="LamellaException">It is missing or a cell is not what it should be; all faults are named with their lines.</exception>
    public static OverrideTable Read(string path)
    {
        var table = DelimitedTable.Read(Path.GetDirectoryName(Path.GetFullPath(path))!, new TableMap(Path.GetFileName(path), "slide"));
        var faults = new List<string>();
        if (!table.Has("slide"))
            faults.Add("there is no column 'slide'");
        faults.AddRange(table.Columns.Where(c => c is not ("slide" or "mpp" or "exclude" or "region")).Select(c => $"column '{c}' is not known"));
        var entries = new Dictionary<string, SlideOverride>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in faults.Count > 0 ? [] : table.Rows)
        {
            string Cell(string column) => table.Has(column) ? table.Cell(row, column) : "";
            if (!entries.TryAdd(Normal(Cell("slide")), new SlideOverride(Mpp(Cell("mpp"), row.Line, faults), Flag(Cell("exclude"), row.Line, faults), Box(Cell("region"), row.Line, faults))))
                faults.Add($"line {row.Line}: the slide stands there twice");
        }

        return faults.Count == 0 ? new OverrideTable(entries) : throw new LamellaException(
            ErrorCodes.SlideTableInvalid, $"'{path}' is no table of overrides: {string.Join("; ", faults)}.", "Columns: slide, mpp (um/px), exclude (yes or no), region (x y width height in level-0 pixels).");
    }

    /// <summary>What is said of a slide; null when nothing is.</summary>
    /// <param name="file">Path relative to the folder of slides.</param>
    public SlideOverride? Find(string file)
    {
        foreach (var name in new[] { Normal(file), Path.GetFileName(file), Path.GetFileNameWithoutExtension(file) })
        {
            if (entries.TryGetValue(name, out var found))
                return found;
        }

        return null;
    }

    /// <summary>Names of the table that fit none of the files: slips of the pen, where an exclusion would be lost.</summary>
    /// <param name="files">Paths relative to the folder of slides.</param>
    public IReadOnlyList<string> Unused(IEnumerable<string> files)
    {
        var names = files.SelectMany(file => new[] { Normal(file), Path.GetFileName(file), Path.GetFileNameWithoutExtension(file) }).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. entries.Keys.Where(entry => !names.Contains(entry))];
    }

    private static string Normal(string file) => file.Replace('\\', '/');

    private static double? Mpp(string text, int line, List<string> faults)
    {
        if (text.Length == 0)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var mpp) && Bounds.IsPlausible(mpp, mpp))
            return mpp;
        faults.Add($"line {line}: mpp '{text}' is no number from {Bounds.FinestResolution} to {Bounds.CoarsestResolution}");
        return null;
    }

    private static bool Flag(string text, int line, List<string> faults)
    {
        switch (text.ToLowerInvariant())
        {
            case "yes" or "true" or "1":
                return true;
            case "" or "no" or "false" or "0":
                return false;
            default:
                faults.Add($"line {line}: exclude '{text}' is neither yes nor no");
                return false;
        }
    }

    private static (double, double, double, double)? Box(string text, int line, List<string> faults)
    {
        if (text.Length == 0)
            return null;
        var numbers = text.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN).ToArray();
        if (numbers is [>= 0, >= 0, > 0, > 0] && numbers.All(double.IsFinite))
            return (numbers[0], numbers[1], numbers[2], numbers[3]);
        faults.Add($"line {line}: region '{text}' is not x y width height");
        return null;
    }
}
