namespace Lamella.Pathology.Stain;

/// <summary>
/// How a hospital's slides are stained, over many slides: nothing of a single slide is left in it. Refused below <see cref="SmallestSlides"/> slides.
/// </summary>
/// <param name="Slides">Slides it was made from.</param>
/// <param name="Mean">Mean vectors, made length 1 again, and mean largest concentrations.</param>
/// <param name="HaematoxylinSpread">Standard deviation, in degrees, of the angle between a slide's haematoxylin and the mean one.</param>
/// <param name="EosinSpread">The same of eosin.</param>
public sealed record HospitalStainProfile(int Slides, StainMatrix Mean, double HaematoxylinSpread, double EosinSpread)
{
    /// <summary>Fewer slides make no profile: it would describe patients and not a hospital.</summary>
    public const int SmallestSlides = 5;

    /// <summary>The profile of a hospital's slides, one matrix per slide; null for fewer than <see cref="SmallestSlides"/>.</summary>
    public static HospitalStainProfile? Of(IReadOnlyCollection<StainMatrix> slides)
    {
        if (slides.Count < SmallestSlides)
            return null;
        var haematoxylin = MeanVector(slides, slide => slide.Haematoxylin);
        var eosin = MeanVector(slides, slide => slide.Eosin);
        var mean = new StainMatrix(haematoxylin, eosin, slides.Average(slide => slide.MaxHaematoxylin), slides.Average(slide => slide.MaxEosin));
        return new HospitalStainProfile(slides.Count, mean, Spread(slides, haematoxylin, slide => slide.Haematoxylin), Spread(slides, eosin, slide => slide.Eosin));
    }

    private static double[] MeanVector(IReadOnlyCollection<StainMatrix> slides, Func<StainMatrix, double[]> vector) =>
        StainVector.Unit([.. Enumerable.Range(0, 3).Select(channel => slides.Average(slide => vector(slide)[channel]))]);

    private static double Spread(IReadOnlyCollection<StainMatrix> slides, double[] mean, Func<StainMatrix, double[]> vector) =>
        Math.Sqrt(slides.Sum(slide => Math.Pow(StainVector.Angle(vector(slide), mean), 2)) / (slides.Count - 1));
}
