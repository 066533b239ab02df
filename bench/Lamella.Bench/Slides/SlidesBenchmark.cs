using Lamella.Bench.Measuring;

namespace Lamella.Bench.Slides;

/// <summary>From slides to bags on disk: with an encoder that is the bottleneck beside that encoder alone, with the built-in one beside tile reading alone.</summary>
internal sealed class SlidesBenchmark : IBenchmark
{
    private const int Repeats = 3, OnnxRepeats = 1;

    public string Name => "slides";

    public string Summary => "slides to feature bags, against the encoder alone (ONNX) and against reading tiles alone on all cores (built-in)";

    public IReadOnlyList<BenchmarkRow> Run(string scratch)
    {
        var slides = SlidesWork.Build(scratch);
        var rows = new List<BenchmarkRow>();
        using (var builtIn = SlidesWork.WithBuiltIn(scratch, slides))
        {
            rows.Add(BenchmarkRow.OfLimit("slides/built-in against reading alone", Alternated.Measure(Repeats, builtIn.Extract, builtIn.ReadAlone), "tiles/s", leastRatio: 0.8));
            rows.Add(BenchmarkRow.Plain("slides/one thread reading", Alternated.Median([.. Enumerable.Range(0, Repeats).Select(_ => Alternated.Rate(builtIn.ReadOnOneThread))]), "tiles/s"));
            rows.Add(BenchmarkRow.Plain("slides/built-in encoder, one thread", Alternated.Median([.. Enumerable.Range(0, Repeats).Select(_ => Alternated.Rate(builtIn.EncodeAlone))]), "tiles/s"));
        }

        if (RealData.Find("backbone", "squeezenet1_1_features.onnx") is { } onnx)
        {
            using var work = SlidesWork.WithOnnx(scratch, slides, onnx);
            rows.Add(BenchmarkRow.OfLimit("slides/ONNX against the encoder alone", Alternated.Measure(OnnxRepeats, work.Extract, work.EncodeAlone), "tiles/s", leastRatio: 0.9));
        }

        return rows;
    }
}
