namespace Lamella.Testing;

/// <summary>A folder of its own for a test, removed with everything in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <param name="under">Where; null: where the system keeps temporary files.</param>
    public TemporaryFolder(string? under = null) => FullName = under is null
        ? Directory.CreateTempSubdirectory("lamella-test-").FullName
        : Directory.CreateDirectory(Path.Combine(under, $"lamella-test-{Path.GetRandomFileName()}")).FullName;

    /// <summary>The folder's full path.</summary>
    public string FullName { get; }

    /// <summary>A path inside the folder.</summary>
    public string File(params string[] parts) => Path.Combine([FullName, .. parts]);

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
