namespace Lamella.Federation;

/// <summary>Finds the name a person most likely meant.</summary>
public static class Spelling
{
    /// <summary>
    /// The candidate with the fewest edits (insert, delete, replace, swap of neighbours; Damerau 1964, restricted) from
    /// <paramref name="name"/>, letters compared without case; null when none is within a third of the longer length, at least 2.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var edits = Edits(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (edits < least && edits <= Math.Max(2, Math.Max(name.Length, candidate.Length) / 3) && edits < Math.Max(name.Length, candidate.Length))
                (best, least) = (candidate, edits);
        }

        return best;
    }

    /// <summary>" Did you mean 'x'?", or nothing where no candidate is near.</summary>
    public static string Suggest(string name, IEnumerable<string> candidates) =>
        Nearest(name, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    private static int Edits(string a, string b)
    {
        var before = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
