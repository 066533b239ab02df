using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Randomness;
using Lamella.Simulation.Slides.Pyramids;

namespace Lamella.Simulation.Slides;

/// <summary>What all builders do alike: say which slides are positive, build several at a time, keep what is there.</summary>
internal static class SlideBatch
{
    /// <summary>Which of <paramref name="count"/> slides have a lesion: their share, rounded, spread by chance.</summary>
    public static bool[] Positives(int count, double share, ulong seed, string site)
    {
        var positive = new bool[count];
        Array.Fill(positive, true, 0, (int)Math.Round(count * share));
        new RandomStream(seed, site + "/positives", Purposes.Synthetic, 0).Shuffle(positive.AsSpan());
        return positive;
    }

    /// <summary>Builds every slide that is not there yet. A slide's truth is written first, so that no slide is ever without it.</summary>
    public static void Build(IReadOnlyList<BuiltSlide> slides, int threads, Action<int> build, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var done = 0;
        ParallelWork.For(slides.Count, threads, number =>
        {
            if (!File.Exists(slides[number].File))
                build(number);
            progress?.Report(Interlocked.Increment(ref done) / (double)slides.Count);
        }, cancellationToken);
    }

    /// <summary>Adds a fault when a value is out of its range.</summary>
    public static void Require(List<string> faults, string what, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what} is {value}, not {least} to {most}"));
    }

    /// <summary>Says all faults at once, those of the pyramid too.</summary>
    /// <exception cref="LamellaException">There is one.</exception>
    public static void Check(List<string> faults, PyramidOptions pyramid)
    {
        if (faults.Count > 0)
            throw new LamellaException(ErrorCodes.UsageWrong, $"Slides cannot be built so: {string.Join("; ", faults)}.", "Change these options.");
        pyramid.Check();
    }

    /// <summary>What of a pyramid's options shows in the files.</summary>
    public static string Describe(PyramidOptions pyramid) => string.Create(
        CultureInfo.InvariantCulture,
        $"tiles of {pyramid.TileSize} px, factor {pyramid.Factor}, levels {(pyramid.Levels is { } levels ? levels : "as needed")}, quality {pyramid.Quality}, bigtiff {(pyramid.BigTiff is { } big ? big : "as needed")}");
}
