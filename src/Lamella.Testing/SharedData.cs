namespace Lamella.Testing;

/// <summary>Finds the real data that tests use: <c>LAMELLA_DATA</c>, else <c>../shared/data</c> beside the repository.</summary>
public static class SharedData
{
    /// <summary>Root of the repository.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Folder of the real data; may not exist.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("LAMELLA_DATA") is { Length: > 0 } set ? Path.GetFullPath(set) : Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data"));

    /// <summary>Path of a file or folder of the real data; where it is absent the running test is reported as skipped, by name.</summary>
    public static string Require(params string[] parts)
    {
        var path = Path.Combine([Folder, .. parts]);
        if (!Path.Exists(path))
            throw new SkipTestException($"real data is absent: {Path.Combine(parts)} (set LAMELLA_DATA)");
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lamella.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Tests run from inside the repository: no Lamella.slnx above " + AppContext.BaseDirectory);
    }
}
