using System.Globalization;

namespace Lamella.Site.Purging;

/// <summary>What shows that a study's data were deleted at a site: <c>purges/PROTOCOLHASH.json</c>. While it is not complete the deleting is under way, and goes on when it is asked for again.</summary>
public sealed record PurgeProof
{
    /// <summary>The version of the form that this program writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of the form.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Hash of the study's protocol.</summary>
    public required string Study { get; init; }

    /// <summary>Its short name.</summary>
    public required string Name { get; init; }

    /// <summary>The account of this machine that asked for it, or "retention" where the policy did.</summary>
    public required string By { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset Asked { get; init; }

    /// <summary>When all was deleted and looked for; null: not yet.</summary>
    public DateTimeOffset? Done { get; init; }

    /// <summary>What was to be deleted, by kind.</summary>
    public IReadOnlyList<PurgedKind> Deleted { get; init; } = [];

    /// <summary>How many names were looked for afterwards: hashes of the protocol, models, updates and whatever else of the study has one.</summary>
    public int SearchedFor { get; init; }

    /// <summary>Files of the site's folder in which they were looked for.</summary>
    public int SearchedFiles { get; init; }

    /// <summary>Bytes of these.</summary>
    public long SearchedBytes { get; init; }

    /// <summary>Files that name the study and stay.</summary>
    public IReadOnlyList<KeptFile> Kept { get; init; } = [];

    /// <summary>Other files that name it: none, or the purge has missed something.</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary>Whether all was deleted and nothing of it found.</summary>
    public bool IsComplete => Done is not null && Found.Count == 0;

    /// <summary>The same in sentences, as it was written down.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The same in sentences.</summary>
    internal IEnumerable<string> InWords()
    {
        yield return Deleted.Count == 0
            ? $"Nothing of study {Name} ({Study[..12]}) lay here."
            : $"Of study {Name} ({Study[..12]}) {string.Join(", ", Deleted.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Kind} ({d.Files:N0}, {d.Bytes:N0} bytes)")))} were deleted.";
        if (Done is not { } done)
        {
            yield return "The deleting is not done yet.";
            yield break;
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"After that {SearchedFor:N0} names of it were looked for in {SearchedFiles:N0} files of the site's folder ({SearchedBytes:N0} bytes), {done.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {(Found.Count == 0 ? "found in none but those that stay" : "FOUND in " + string.Join(", ", Found))}.");
        foreach (var kept in Kept)
            yield return $"{kept.File} stays: {kept.Why}";
    }
}
