namespace Lamella.Testing;

/// <summary>A folder of its own for a test, removed with everything in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder's full path.</summary>
    public string FullName { get; } = Directory.CreateTempSubdirectory("lamella-test-").FullName;

    /// <summary>A path inside the folder.</summary>
    public string File(params string[] parts) => Path.Combine([FullName, .. parts]);

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
