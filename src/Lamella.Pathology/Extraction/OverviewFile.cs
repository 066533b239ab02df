using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Files;
using Lamella.Pathology.Quality;
using Lamella.Pathology.Slides;
using NetVips;

namespace Lamella.Pathology.Extraction;

/// <summary>A slide's overview and mask as pictures in the store. They bear the slide's pixels and its pseudonym, no name, label or date.</summary>
internal static class OverviewFile
{
    private const int LongestSide = 1200;
    private static readonly byte[] Ink = [70, 110, 255], Tissue = [255, 255, 255];

    static OverviewFile() => VipsLibrary.Prepare();

    /// <summary>Writes both; nothing for a slide whose overview could not be read.</summary>
    public static void Write(SlideStore store, string slide, ExaminedSlide examined)
    {
        if (examined.Overview is not { Image: var picture } || examined.Tissue is not { } tissue)
            return;
        // A plain picture that is refused may be anything, a photograph of a label included.
        if (examined is { Slide.Info.Format: SlideInfo.Picture, Verdict: Verdict.Refused })
            return;
        using (var raw = Image.NewFromMemory(picture.Pixels, picture.Width, picture.Height, 3, Enums.BandFormat.Uchar))
        using (var image = raw.Copy(interpretation: Enums.Interpretation.Srgb))
        using (var small = Reduced(image, Enums.Kernel.Linear))
            Save(store.OverviewOf(slide), small.JpegsaveBuffer(q: 82, keep: Enums.ForeignKeep.None));
        var mask = new byte[picture.Width * picture.Height * 3];
        for (int i = 0, at = 0; at < mask.Length; i++, at += 3)
        {
            if (tissue.Mask.Tissue[i])
                Tissue.CopyTo(mask.AsSpan(at));
            else if (tissue.Pen[i])
                Ink.CopyTo(mask.AsSpan(at));
        }

        using (var raw = Image.NewFromMemory(mask, picture.Width, picture.Height, 3, Enums.BandFormat.Uchar))
        using (var image = raw.Copy(interpretation: Enums.Interpretation.Srgb))
        using (var small = Reduced(image, Enums.Kernel.Nearest))
            Save(store.MaskOf(slide), small.PngsaveBuffer(compression: 6, filter: Enums.ForeignPngFilter.None, keep: Enums.ForeignKeep.None));
    }

    private static Image Reduced(Image image, Enums.Kernel kernel) =>
        Math.Max(image.Width, image.Height) is > LongestSide and var side ? image.Resize(LongestSide / (double)side, kernel) : image.Copy();

    private static void Save(string path, byte[] bytes) => AtomicFile.Write(path, stream => stream.Write(bytes));
}
