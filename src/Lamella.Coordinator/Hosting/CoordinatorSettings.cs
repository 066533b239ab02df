using System.Text.Json;
using Lamella.Federation;
using Lamella.Storage;

namespace Lamella.Coordinator.Hosting;

/// <summary>What a coordinator was set up with; a file in its folder.</summary>
public sealed record CoordinatorSettings
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Name of the federation; it stands in the first entry of the ledger.</summary>
    public required string Federation { get; init; }

    /// <summary>Where sites dial, <c>host:port</c>; it goes into join codes and into the coordinator's certificate.</summary>
    public required string PublicAddress { get; init; }

    /// <summary>Where the coordinator listens, <c>address:port</c>.</summary>
    public required string Listen { get; init; }

    /// <summary>Connection string of a PostgreSQL database for the ledger; null: an SQLite file in the folder.</summary>
    public string? Database { get; init; }

    /// <summary>How long a site's certificate holds, days; it renews itself at half of that.</summary>
    public double CertificateDays { get; init; } = 90;

    /// <summary>How long a join code counts, hours.</summary>
    public double JoinCodeHours { get; init; } = 72;

    /// <summary>Where health, readiness and metrics are served, <c>address:port</c> on loopback; null: nowhere.</summary>
    public string? Metrics { get; init; }

    /// <summary>Reads them.</summary>
    /// <exception cref="LamellaException">There is no coordinator in the folder, or the file is damaged.</exception>
    public static CoordinatorSettings Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<CoordinatorSettings>(File.ReadAllBytes(path), Json)!;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LamellaException(ErrorCodes.FileMissing, $"There is no coordinator in '{Path.GetDirectoryName(path)}'.", "Make one: ./lamella coordinator init DIR --federation NAME --address HOST:PORT.", e);
        }
        catch (JsonException e)
        {
            throw new LamellaException(ErrorCodes.UsageWrong, $"'{path}' cannot be read: {e.Message}", "Mend the file, or restore it from a backup.", e);
        }
    }

    /// <summary>Keeps them, for the owner's eyes: a connection string may hold a password.</summary>
    public void Write(string path)
    {
        DurableFile.Replace(path, file => JsonSerializer.Serialize(file, this, Json));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
