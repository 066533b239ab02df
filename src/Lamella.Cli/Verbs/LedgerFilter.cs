using System.Text.Json;
using Lamella.Federation.Ledger;

namespace Lamella.Cli.Verbs;

/// <summary>Which entries are asked for; null asks for all.</summary>
/// <param name="Run">Text in a run's name.</param>
/// <param name="Site">A site that signed or is named.</param>
/// <param name="Study">Beginning of a study's hash.</param>
/// <param name="From">First index.</param>
internal sealed record LedgerFilter(string? Run, string? Site, string? Study, long From)
{
    /// <summary>Whether an entry is asked for.</summary>
    public bool Takes(LedgerEntry entry, JsonElement? body)
    {
        if (entry.Index < From)
            return false;
        var about = EventSubjects.Of(body);
        return (Run is null || (about.Run?.Contains(Run, StringComparison.OrdinalIgnoreCase) ?? false))
            && (Study is null || (about.Study?.StartsWith(Study, StringComparison.OrdinalIgnoreCase) ?? false))
            && (Site is null || entry.Signer.Site?.Value == Site || about.Sites.Contains(Site));
    }
}
