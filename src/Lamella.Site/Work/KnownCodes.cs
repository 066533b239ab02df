using System.Collections.Frozen;
using System.Reflection;
using Lamella.Federation;

namespace Lamella.Site.Work;

/// <summary>Codes a worker may refuse with: a code leaves the site, and a made-up one could carry what must not.</summary>
internal static class KnownCodes
{
    private static readonly FrozenSet<string> All =
        typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether it is one of <see cref="ErrorCodes"/>.</summary>
    public static bool Contains(string code) => All.Contains(code);
}
