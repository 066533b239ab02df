namespace Lamella.Bench.Measuring;

/// <summary>Finds the repository and the real data that some benchmarks run on: <c>LAMELLA_DATA</c>, else <c>../shared/data</c> beside the repository.</summary>
internal static class RealData
{
    /// <summary>Root of the repository that this program was built in.</summary>
    public static string RepositoryRoot
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lamella.slnx")))
                folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException("Benchmarks run from inside the repository: no Lamella.slnx above " + AppContext.BaseDirectory);
        }
    }

    /// <summary>A file or folder of the real data; null where it is absent.</summary>
    public static string? Find(params string[] parts)
    {
        var data = Environment.GetEnvironmentVariable("LAMELLA_DATA") is { Length: > 0 } set ? set : Path.Combine(RepositoryRoot, "..", "shared", "data");
        var path = Path.GetFullPath(Path.Combine([data, .. parts]));
        return Path.Exists(path) ? path : null;
    }
}
