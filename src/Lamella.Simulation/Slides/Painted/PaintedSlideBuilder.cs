using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Randomness;
using Lamella.Simulation.Slides.Pyramids;
using Lamella.Simulation.Slides.Shapes;
using Lamella.Simulation.Synthetic;

namespace Lamella.Simulation.Slides.Painted;

/// <summary>Slides painted from nothing, with planted lesions whose outlines are known. No real tissue, no real person.</summary>
public static class PaintedSlideBuilder
{
    /// <summary>Ids of the made-up hospitals.</summary>
    public static IReadOnlyList<string> Hospitals { get; } = [.. HospitalProfile.All.Select(hospital => hospital.Id)];

    /// <summary>Paints the slides.</summary>
    /// <exception cref="LamellaException">An option is out of its range, or the folder holds something else.</exception>
    public static IReadOnlyList<BuiltSlide> Build(PaintedSlideOptions options, CancellationToken cancellationToken = default)
    {
        var hospital = Check(options);
        var folder = SlideFolder.Take(options.OutputFolder, MarkOf(options, hospital));
        var positive = SlideBatch.Positives(options.Slides, options.PositiveShare, options.Seed, hospital.Id);
        var slides = positive.Select((has, number) => folder.Slide(NameOf(hospital, number), NameOf(hospital, number), has)).ToArray();
        SlideBatch.Build(
            slides,
            options.Threads,
            number =>
            {
                var stream = new RandomStream(options.Seed, hospital.Id + "/slides", Purposes.Synthetic, (ulong)number);
                var plan = TissuePlan.Draw(ref stream, options.Width, options.Width * 4 / 5, options.TissueShare, slides[number].Positive ? options.LesionShare : 0);
                Paint(slides[number], hospital, plan, options.Pyramid with { MicronsPerPixel = options.MicronsPerPixel }, options.MicronsPerPixel, cancellationToken);
            },
            options.Progress,
            cancellationToken);
        folder.WriteTable(slides);
        return slides;
    }

    /// <summary>Paints one slide and writes its truth.</summary>
    internal static IReadOnlyList<SlideRegion> Paint(BuiltSlide slide, HospitalProfile hospital, TissuePlan plan, PyramidOptions pyramid, double micronsPerPixel, CancellationToken cancellationToken)
    {
        TruthFile.Write(slide.TruthFile, plan.Lesions.Regions);
        PyramidWriter.Write(slide.File, plan.Width, plan.Height, new TissuePainter(hospital, plan, micronsPerPixel), pyramid, cancellationToken);
        return plan.Lesions.Regions;
    }

    private static string NameOf(HospitalProfile hospital, int number) => string.Create(CultureInfo.InvariantCulture, $"{hospital.Id}-{number + 1:D3}");

    private static string MarkOf(PaintedSlideOptions options, HospitalProfile hospital) => string.Create(
        CultureInfo.InvariantCulture,
        $"Painted slides: no real tissue, no real person.\nversion 1, seed {options.Seed}, {options.Slides} slides of {hospital.Id}, {options.Width} px at {options.MicronsPerPixel:R} um/px, positive {options.PositiveShare:R}, lesion {options.LesionShare:R}, tissue {options.TissueShare:R}\n{SlideBatch.Describe(options.Pyramid)}\n");

    private static HospitalProfile Check(PaintedSlideOptions options)
    {
        var faults = new List<string>();
        var hospital = HospitalProfile.All.FirstOrDefault(hospital => options.Hospital is null || hospital.Id == options.Hospital);
        if (hospital is null)
            faults.Add($"there is no made-up hospital '{options.Hospital}' ({string.Join(", ", Hospitals)})");
        SlideBatch.Require(faults, "the number of slides", options.Slides, 1, 10_000);
        SlideBatch.Require(faults, "the share of positive slides", options.PositiveShare, 0, 1);
        SlideBatch.Require(faults, "the share of lesion", options.LesionShare, 0.0001, 0.9);
        SlideBatch.Require(faults, "the share of tissue", options.TissueShare, 0.01, 0.6);
        SlideBatch.Require(faults, "the width in pixels", options.Width, 256, 200_000);
        SlideBatch.Require(faults, "um/px", options.MicronsPerPixel, 0.1, 4);
        SlideBatch.Require(faults, "the number of threads", options.Threads, 1, 64);
        SlideBatch.Check(faults, options.Pyramid);
        return hospital!;
    }
}
