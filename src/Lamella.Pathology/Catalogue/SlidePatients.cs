using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;

namespace Lamella.Pathology.Catalogue;

/// <summary>
/// Whose slide is whose, from the hospital's clinical table. With a column of slides the table says it; without one a slide is the patient's whose id stands
/// in its file name, set off by something that is neither letter nor digit; ids under three characters, and numbers under five digits, count only where they are the
/// whole name. Two ids that both fit leave the slide without a patient: nothing is guessed.
/// </summary>
public sealed class SlidePatients
{
    private static readonly string[] SlideColumns = ["slide", "slide_id", "slideid", "file", "filename", "file_name", "image", "wsi"];
    private static readonly string[] PatientColumns = ["patient", "patient_id", "patientid", "case", "case_id", "caseid", "pid", "id"];
    private const int ShortestId = 3, ShortestNumber = 5;
    private readonly Dictionary<string, string> bySlide = new(StringComparer.OrdinalIgnoreCase);
    private readonly string[] patients;

    private SlidePatients(string[] patients) => this.patients = patients;

    /// <summary>Distinct patients of the table.</summary>
    public IReadOnlyList<string> Patients => patients;

    /// <summary>The column that named the patients.</summary>
    public string PatientColumn { get; private init; } = "";

    /// <summary>The column that named the slides; null when ids are looked for in file names.</summary>
    public string? SlideColumn { get; private init; }

    /// <summary>Reads the table.</summary>
    /// <param name="path">The table.</param>
    /// <param name="patientColumn">Column of the patient's id; null: a usual name.</param>
    /// <param name="slideColumn">Column of the slide's file; null: a usual name, else none.</param>
    /// <exception cref="LamellaException">The table is missing or unreadable, a named column is not there, or a slide is two patients'.</exception>
    public static SlidePatients Read(string path, string? patientColumn = null, string? slideColumn = null)
    {
        var table = DelimitedTable.Read(Path.GetDirectoryName(Path.GetFullPath(path))!, new TableMap(Path.GetFileName(path), patientColumn ?? ""));
        foreach (var named in new[] { patientColumn, slideColumn }.OfType<string>().Where(named => !table.Has(named)))
            throw new LamellaException(ErrorCodes.ColumnUnknown, $"'{Path.GetFileName(path)}' has no column '{named}'.", $"It has: {string.Join(", ", table.Columns)}.");
        var slides = slideColumn ?? Usual(table, SlideColumns);
        var patient = patientColumn ?? Usual(table, PatientColumns) ?? throw new LamellaException(
            ErrorCodes.ColumnUnknown, $"'{Path.GetFileName(path)}' has no column that is called like a patient's id.", $"Name it with --patient-column; there are: {string.Join(", ", table.Columns)}.");
        var found = new SlidePatients([.. table.Rows.Select(row => table.Cell(row, patient)).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal)]) { PatientColumn = patient, SlideColumn = slides };
        if (slides is null)
            return found;
        foreach (var row in table.Rows)
        {
            string slide = table.Cell(row, slides).Replace('\\', '/'), id = table.Cell(row, patient);
            if (slide.Length > 0 && id.Length > 0 && !found.bySlide.TryAdd(slide, id) && found.bySlide[slide] != id)
                throw new LamellaException(ErrorCodes.SlideTableInvalid, $"'{Path.GetFileName(path)}' line {row.Line}: the slide stands there for another patient too.", "Correct the table: a slide is one patient's.");
        }

        return found;
    }

    /// <summary>The patient of a slide; null when the table does not tell, or tells two.</summary>
    /// <param name="file">Path relative to the folder of slides.</param>
    public string? Of(string file)
    {
        file = file.Replace('\\', '/');
        string name = Path.GetFileName(file), stem = Path.GetFileNameWithoutExtension(file);
        foreach (var key in new[] { file, name, stem })
        {
            if (bySlide.TryGetValue(key, out var named))
                return named;
        }

        if (SlideColumn is not null)
            return null;
        // "1" or "14" stand in dates and block numbers too.
        var fitting = patients.Where(id => id == stem || (IsDistinctive(id) && StandsIn(stem, id))).ToArray();
        // Of ids that lie within each other the longest is meant: P1 in P1-2.
        var longest = fitting.Where(id => !fitting.Any(other => other.Length > id.Length && other.Contains(id, StringComparison.Ordinal))).ToArray();
        return longest is [var only] ? only : null;
    }

    private static string? Usual(DelimitedTable table, string[] names) =>
        names.Select(name => table.Columns.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(column => column is not null);

    private static bool IsDistinctive(string id) => id.Length >= (id.All(char.IsAsciiDigit) ? ShortestNumber : ShortestId);

    private static bool StandsIn(string stem, string id)
    {
        for (var at = stem.IndexOf(id, StringComparison.Ordinal); at >= 0; at = stem.IndexOf(id, at + 1, StringComparison.Ordinal))
        {
            var end = at + id.Length;
            if ((at == 0 || !char.IsLetterOrDigit(stem[at - 1])) && (end == stem.Length || !char.IsLetterOrDigit(stem[end])))
                return true;
        }

        return false;
    }
}
