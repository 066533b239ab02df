using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;

namespace Lamella.Pathology.Cohorts;

/// <summary>Reads the table that says whose a slide is.</summary>
public static class SlideTable
{
    /// <summary>Slides and their patients in file order; empty where the map has no slide table, since bags are then named after patients.</summary>
    /// <exception cref="LamellaException">
    /// <see cref="ErrorCodes.FileMissing"/>, <see cref="ErrorCodes.TableUnreadable"/>, <see cref="ErrorCodes.ColumnUnknown"/>, and
    /// <see cref="ErrorCodes.PatientContradicts"/> where a slide belongs to two patients.
    /// </exception>
    public static IReadOnlyList<SlideOfPatient> Read(string folder, SiteMap map)
    {
        if (map.Slides is not { } slides)
            return [];
        var table = DelimitedTable.Read(folder, new TableMap(slides.File, slides.Patient));
        if (new[] { slides.Slide, slides.Patient }.Where(c => !table.Has(c)).ToList() is { Count: > 0 } absent)
            throw new LamellaException(ErrorCodes.ColumnUnknown, $"The slide table '{slides.File}' has no column {string.Join(", ", absent.Select(c => $"'{c}'.{Spelling.Suggest(c, table.Columns)}"))}", "Correct 'slides' in the site's map.");
        var owner = new Dictionary<string, string>(StringComparer.Ordinal);
        var all = new List<SlideOfPatient>();
        foreach (var row in table.Rows)
        {
            var (slide, patient) = (table.Cell(row, slides.Slide), table.Cell(row, slides.Patient));
            if (owner.TryAdd(slide, patient))
                all.Add(new SlideOfPatient(slide, patient));
            else if (owner[slide] != patient)
                throw new LamellaException(ErrorCodes.PatientContradicts, $"The slide table '{slides.File}' gives a slide to two patients on line {row.Line}.", "A slide belongs to one patient: mend the table.");
        }

        return all;
    }
}
