using Lamella.Federation;
using Lamella.Pathology.Files;

namespace Lamella.Simulation.Slides;

/// <summary>
/// A folder of built slides: <c>slides/{slide}.tif</c>, <c>truth/{slide}.geojson</c>, <c>slides.csv</c> (slide, patient, label) and a mark that says
/// what it was built with. Built again with the same options it goes on where it stopped; anything else there is refused.
/// </summary>
internal sealed class SlideFolder
{
    private const string Mark = "built.txt";
    private readonly string folder;

    private SlideFolder(string folder) => this.folder = folder;

    /// <summary>Takes a folder into use.</summary>
    /// <exception cref="LamellaException">It holds something else.</exception>
    public static SlideFolder Take(string folder, string mark)
    {
        var markFile = Path.Combine(folder, Mark);
        if (File.Exists(folder))
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"'{folder}' is a file.", "Name a folder.");
        if (File.Exists(markFile) ? File.ReadAllText(markFile) != mark : Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"'{folder}' holds something else, or slides that were built with other options.", "Name a new or empty folder; nothing was changed.");
        if (!File.Exists(markFile))
            AtomicFile.WriteText(markFile, mark);
        return new SlideFolder(folder);
    }

    /// <summary>Where a slide and its truth lie.</summary>
    public BuiltSlide Slide(string name, string patient, bool positive) =>
        new(Path.Combine(folder, "slides", name + ".tif"), Path.Combine(folder, "truth", name + ".geojson"), patient, positive);

    /// <summary>Writes <c>slides.csv</c>.</summary>
    public void WriteTable(IEnumerable<BuiltSlide> slides) => AtomicFile.WriteText(
        Path.Combine(folder, "slides.csv"),
        string.Concat(slides.Select(slide => $"{Path.GetFileNameWithoutExtension(slide.File)},{slide.Patient},{(slide.Positive ? 1 : 0)}\n").Prepend("slide,patient,label\n")));
}
