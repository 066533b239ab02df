using System.Text.Json;
using Lamella.Federation;
using Lamella.Pathology.Files;

namespace Lamella.Simulation.Runs;

/// <summary>
/// The folder a study writes to. It is taken when it is empty, or when it was begun by the same study on the same data (then the study goes on);
/// anything else is refused. One process at a time.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    private const string IdentityFile = "lamella-run.json", LockFile = ".lock";
    private readonly FileStream lockFile;

    private OutputFolder(string path, FileStream lockFile)
    {
        FullName = path;
        this.lockFile = lockFile;
    }

    /// <summary>Full path.</summary>
    public string FullName { get; }

    /// <summary>What tells one study's folder from another's.</summary>
    /// <param name="Study">Name.</param>
    /// <param name="ProtocolSha256">Hash of the protocol.</param>
    /// <param name="DataSha256">Fingerprint of tables, maps and bags.</param>
    public sealed record Identity(string Study, string ProtocolSha256, string DataSha256);

    /// <summary>Takes the folder or refuses.</summary>
    public static OutputFolder Open(string path, Identity identity)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"{path} is a file.", "Name a folder with --out.");
        var begun = Path.Combine(path, IdentityFile);
        if (Directory.Exists(path) && !File.Exists(begun) && Directory.EnumerateFileSystemEntries(path).Any(e => Path.GetFileName(e) != LockFile))
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"{path} holds other files.", "Name an empty folder with --out; nothing was changed.");
        if (File.Exists(begun))
            RequireSame(path, Read(begun), identity);

        Directory.CreateDirectory(path);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (!StorageFaults.IsFull(e))
        {
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"{path} is in use by another run.", "Wait for it, or name another folder with --out.", e);
        }

        var folder = new OutputFolder(path, held);
        if (!File.Exists(begun))
            folder.Write(IdentityFile, stream => JsonSerializer.Serialize(stream, identity));
        return folder;
    }

    /// <summary>Seeds of which the folder holds finished arms; none when it is not there.</summary>
    public static IEnumerable<ulong> SeedsIn(string path)
    {
        var arms = Path.Combine(path, "state", "arms");
        if (!Directory.Exists(arms))
            return [];
        return Directory.EnumerateFiles(arms, "*-seed*.json").Select(f => Path.GetFileNameWithoutExtension(f).Split("-seed")[^1]).Select(s => ulong.TryParse(s, out var seed) ? seed : (ulong?)null).OfType<ulong>();
    }

    /// <summary>A path inside, its folder made.</summary>
    public string PathOf(params string[] parts)
    {
        var path = Path.Combine([FullName, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Writes a file whole or not at all: temporary name, flush to the disk, rename.</summary>
    public void Write(string relative, Action<Stream> write) => AtomicFile.Write(PathOf(relative), write);

    /// <inheritdoc />
    public void Dispose() => lockFile.Dispose();

    private static Identity Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Identity>(File.ReadAllBytes(file)) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"{file} is not readable.", "Name an empty folder with --out.", e);
        }
    }

    private static void RequireSame(string path, Identity begun, Identity now)
    {
        var difference = begun.ProtocolSha256 != now.ProtocolSha256 ? $"with another protocol (study {begun.Study}, {begun.ProtocolSha256[..12]}; this is {now.ProtocolSha256[..12]})"
            : begun.DataSha256 != now.DataSha256 ? "on other data: a table, map or bag has changed since"
            : null;
        if (difference is not null)
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"{path} was begun {difference}.", "Name an empty folder with --out; nothing was changed.");
    }
}
