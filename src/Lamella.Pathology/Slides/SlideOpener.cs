using Lamella.Pathology.Files;

namespace Lamella.Pathology.Slides;

/// <summary>
/// Opens slides. A file that cannot be opened is told apart from a share that cannot be reached: only a file whose every byte can be read is called
/// unreadable or damaged.
/// </summary>
public static class SlideOpener
{
    private const int DicomMark = 128;

    /// <summary>Opens a slide; whoever gets it disposes it.</summary>
    /// <param name="path">The file; of a MIRAX slide the <c>.mrxs</c>.</param>
    /// <param name="retry">How long a share is waited for.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="SlideException">It is no slide, is damaged, may not be read, needs another library, or cannot be reached.</exception>
    public static ISlide Open(string path, ShareRetryOptions? retry = null, CancellationToken cancellationToken = default)
    {
        retry ??= new ShareRetryOptions();
        return new ReopeningSlide(path, retry, OpenOnce, cancellationToken);
    }

    /// <summary>The files a slide consists of: itself, and for MIRAX the folder beside it.</summary>
    internal static IEnumerable<string> FilesOf(string path)
    {
        yield return path;
        if (IsMirax(path) && Directory.Exists(PartsOf(path)))
        {
            foreach (var part in Directory.EnumerateFiles(PartsOf(path)).Order(StringComparer.Ordinal))
                yield return part;
        }
    }

    private static bool IsMirax(string path) => Path.GetExtension(path).Equals(".mrxs", StringComparison.OrdinalIgnoreCase);

    private static string PartsOf(string path) => Path.ChangeExtension(path, null);

    private static ISlide OpenOnce(string path)
    {
        RefuseWhatNoLibraryReads(path);
        if (IsMirax(path) && !Directory.Exists(PartsOf(path)))
            throw SlideException.Unreadable("the folder of the same name, which holds a MIRAX slide's parts, is not beside it", remedy: "Copy that folder beside the file.");
        if (PictureSlide.IsPicture(path) && (OpenSlideLibrary.Version is null || OpenSlideSlide.Detect(path) is null))
            return PictureSlide.Open(path);
        return OpenSlideSlide.Open(path);
    }

    private static void RefuseWhatNoLibraryReads(string path)
    {
        Span<byte> head = stackalloc byte[DicomMark + 4];
        int read;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1))
            read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read == 0)
            throw SlideException.Unreadable("it is empty");
        if (read == head.Length && head[DicomMark..].SequenceEqual("DICM"u8) && !OpenSlideLibrary.ReadsDicom)
        {
            throw SlideException.Unsupported(
                $"DICOM slides need OpenSlide 4.0 or newer; this machine has {OpenSlideLibrary.Version?.ToString() ?? "none"}.",
                "Install libopenslide 4, or export the slide as tiled TIFF.");
        }
    }
}
