using System.Collections.Frozen;
using Lamella.Federation;
using Lamella.Pathology.Files;

namespace Lamella.Pathology.Slides;

/// <summary>What was found below a folder.</summary>
/// <param name="Slides">Files that may be slides, relative to the folder, in ordinal order.</param>
/// <param name="OtherFiles">Files of other kinds, left out.</param>
/// <param name="Unreadable">Folders that this user may not read, relative to the folder.</param>
public sealed record SlideFolderContent(IReadOnlyList<string> Slides, int OtherFiles, IReadOnlyList<string> Unreadable);

/// <summary>Looks for slides below a folder.</summary>
public static class SlideFolder
{
    /// <summary>Names' endings of slide files: vendor pyramids, DICOM, plain pictures.</summary>
    public static FrozenSet<string> Extensions { get; } = FrozenSet.ToFrozenSet(
        [".svs", ".tif", ".tiff", ".ndpi", ".mrxs", ".scn", ".bif", ".vms", ".vmu", ".svslide", ".dcm", ".png", ".jpg", ".jpeg"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Lists slides. Links to folders are followed once; a loop of links ends where it began. Hidden files and folders are left out.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="except">A folder that is not entered: the store, when it lies inside.</param>
    /// <param name="retry">How long a share is waited for.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="LamellaException">The folder does not exist or may not be read.</exception>
    public static SlideFolderContent List(string folder, string? except = null, ShareRetryOptions? retry = null, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(folder))
            throw new LamellaException(ErrorCodes.FileMissing, $"the folder '{folder}' does not exist.", File.Exists(folder) ? "Name a folder, not a file; 'slides inspect' looks at one file." : "Check the path, and that the share is mounted.");
        var search = new Search(folder, except is null ? null : Real(except), retry ?? new ShareRetryOptions(), cancellationToken);
        search.Enter(folder);
        if (search.Unreadable.Contains("."))
            throw new LamellaException(ErrorCodes.SlideUnreachable, $"the folder '{folder}' may not be read by this user.", "Give the user that runs Lamella the right to read it.");
        search.Slides.Sort(StringComparer.Ordinal);
        return new SlideFolderContent(search.Slides, search.Others, search.Unreadable);
    }

    private static string Real(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(full);
        if (parent is null || !Path.Exists(full))
            return full;
        var target = new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        return target is not null ? Real(target) : Path.Combine(Real(parent), Path.GetFileName(full));
    }

    private sealed class Search(string root, string? except, ShareRetryOptions retry, CancellationToken cancellationToken)
    {
        private readonly HashSet<string> seen = [];

        public List<string> Slides { get; } = [];

        public List<string> Unreadable { get; } = [];

        public int Others { get; private set; }

        public void Enter(string folder)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string[] files, folders;
            try
            {
                var real = Real(folder);
                if (real == except || !seen.Add(real))
                    return;
                (files, folders) = ShareRetry.Run(retry, () => (Directory.GetFiles(folder), Directory.GetDirectories(folder)), cancellationToken);
            }
            catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
            {
                Unreadable.Add(Path.GetRelativePath(root, folder));
                return;
            }

            // A store holds pictures of slides, not slides.
            if (files.Any(file => Path.GetFileName(file) == "contract.json") && folders.Any(inner => Path.GetFileName(inner) == "private"))
                return;
            foreach (var file in files.Where(file => !IsHidden(file)))
            {
                if (Extensions.Contains(Path.GetExtension(file)))
                    Slides.Add(Path.GetRelativePath(root, file));
                else
                    Others++;
            }

            // The folder beside a MIRAX slide holds its parts.
            var parts = files.Where(f => Path.GetExtension(f).Equals(".mrxs", StringComparison.OrdinalIgnoreCase)).Select(f => Path.ChangeExtension(f, null)).ToHashSet();
            foreach (var inner in folders.Where(inner => !IsHidden(inner) && !parts.Contains(inner)).Order(StringComparer.Ordinal))
                Enter(inner);
        }

        private static bool IsHidden(string path) => Path.GetFileName(path).StartsWith('.');
    }
}
