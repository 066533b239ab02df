using Lamella.Pathology.Bags;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Extraction;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Extraction;

/// <summary>A folder of slides and a store, extracted with the real pipeline.</summary>
internal sealed class ExtractionFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string Slides => Directory.CreateDirectory(folder.File("slides")).FullName;

    public string Store => folder.File("store");

    public ExtractionContract Contract { get; set; } = new();

    public string File(params string[] parts) => folder.File(parts);

    public ExtractionSummary Extract(Func<ExtractionJob, ExtractionJob>? change = null, CancellationToken cancellationToken = default)
    {
        using var encoder = new BuiltInEncoder(Contract.TileSize, Contract.MicronsPerPixel);
        var job = new ExtractionJob { SlideFolder = Slides, Contract = Contract, Encoder = encoder };
        job = change?.Invoke(job) ?? job;
        using var store = SlideStore.OpenForWriting(Store, Contract);
        return Extractor.Run(job, store, cancellationToken);
    }

    public SlideScan Scan(Func<ExtractionJob, ExtractionJob>? change = null)
    {
        using var encoder = new BuiltInEncoder(Contract.TileSize, Contract.MicronsPerPixel);
        var job = new ExtractionJob { SlideFolder = Slides, Contract = Contract, Encoder = encoder };
        return SlideScanner.Run(change?.Invoke(job) ?? job);
    }

    public IReadOnlyList<SlideRecord> Catalogue()
    {
        using var store = SlideStore.OpenForReading(Store);
        return store.Catalogue.Slides();
    }

    public SlideRecord Row(string file) => Catalogue().Single(slide => slide.File == Path.Combine(Slides, file));

    public FeatureBag Bag(string file)
    {
        using var store = SlideStore.OpenForReading(Store);
        return BagFile.Read(store.BagOf(Row(file).Slide));
    }

    public void Dispose() => folder.Dispose();
}
