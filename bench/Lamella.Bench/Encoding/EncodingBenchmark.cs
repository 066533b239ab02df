using Lamella.Bench.Measuring;

namespace Lamella.Bench.Encoding;

/// <summary>Tiles from files into bags, beside the encoder alone.</summary>
internal sealed class EncodingBenchmark : IBenchmark
{
    private const int Repeats = 5;

    public string Name => "encoding";

    public string Summary => "encoding a folder of tiles into bags, against the encoder's own rate on preloaded tensors";

    public IReadOnlyList<BenchmarkRow> Run(string scratch)
    {
        using var work = new EncodingWork(scratch, RealData.Find("backbone", "squeezenet1_1_features.onnx"));
        return [BenchmarkRow.OfLimit("encoding/tiles", Alternated.Measure(Repeats, work.EncodeFolder, work.EncodePreloaded), "tiles/s", leastRatio: 0.9)];
    }
}
