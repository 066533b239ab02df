using System.Text;
using Lamella.Pathology.Files;

namespace Lamella.Pathology.Catalogue;

/// <summary>
/// Which slide (pseudonym) is whose (the hospital's own patient id), as a study's map reads it: <c>slides: {file: slides.csv, slide: slide, patient: patient}</c>.
/// Slides without a bag or without a patient are left out. Stays at the hospital.
/// </summary>
internal static class SlideTableFile
{
    public static void Write(string path, IEnumerable<SlideRecord> slides)
    {
        var text = new StringBuilder("slide,patient\n");
        foreach (var slide in slides.Where(s => s.BagSha256.Length > 0 && s.Patient.Length > 0).DistinctBy(s => s.Slide).OrderBy(s => s.Slide, StringComparer.Ordinal))
            text.Append(slide.Slide).Append(',').Append(Quoted(slide.Patient)).Append('\n');
        AtomicFile.WriteText(path, text.ToString());
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",;\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
