using System.Text.Json;

namespace Lamella.Cli.Verbs;

/// <summary>What an entry is about, read from its body's own fields: so that events of newer versions are found too.</summary>
internal sealed record EventSubjects(string? Run, string? Study, IReadOnlyList<string> Sites)
{
    private static readonly EventSubjects Nothing = new(null, null, []);

    /// <summary>Reads the fields of a body; a body that is no object is about nothing.</summary>
    public static EventSubjects Of(JsonElement? body)
    {
        if (body is not { ValueKind: JsonValueKind.Object } e)
            return Nothing;
        var run = Word(e, "run");
        var sites = new List<string>();
        if (Word(e, "site") is { } site)
            sites.Add(site);
        foreach (var name in (string[])["invited", "excluded", "contributions"])
        {
            if (!e.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var item in list.EnumerateArray())
            {
                if ((item.ValueKind == JsonValueKind.String ? item.GetString() : Word(item, "site")) is { } named)
                    sites.Add(named);
            }
        }

        // A run's id begins with the hash of its study's protocol.
        return new EventSubjects(run, Word(e, "study") ?? run?.Split('/')[0], sites);
    }

    private static string? Word(JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
