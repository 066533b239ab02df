namespace Lamella.Pathology.Extraction;

/// <summary>A batch of tiles on its way from a reader to the encoder; used again and again.</summary>
internal sealed class TileBuffer(int tiles, int tileBytes) : IDisposable
{
    private readonly ManualResetEventSlim read = new(initialState: false);

    /// <summary>Pixels, tile after tile.</summary>
    public byte[] Pixels { get; } = new byte[tiles * tileBytes];

    /// <summary>Whose tiles.</summary>
    public SlideWork Slide { get; private set; } = null!;

    /// <summary>Position of the first tile among the slide's.</summary>
    public int First { get; private set; }

    /// <summary>Tiles in it; 0 for a slide that has none.</summary>
    public int Count { get; private set; }

    /// <summary>What went wrong in reading; null when nothing did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Whether the slide ends with it.</summary>
    public bool IsLast => First + Count >= Slide.Tiles.Count;

    /// <summary>Takes the next tiles of a slide.</summary>
    public void Assign(SlideWork slide, int first, int count)
    {
        (Slide, First, Count, Fault) = (slide, first, count, null);
        read.Reset();
    }

    /// <summary>Says that reading is over.</summary>
    public void Complete(Exception? fault)
    {
        Fault = fault;
        read.Set();
    }

    /// <summary>Waits until it was read.</summary>
    public void Wait(CancellationToken cancellationToken) => read.Wait(cancellationToken);

    public void Dispose() => read.Dispose();
}
