using System.Collections.Frozen;
using System.Reflection;

namespace Lamella.Federation;

/// <summary>The codes of <see cref="ErrorCodes"/> as a set: what another process says is a code is passed on only when it is one, for a made-up one could carry what must not.</summary>
public static class KnownCodes
{
    private static readonly FrozenSet<string> All =
        typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether it is one of <see cref="ErrorCodes"/>.</summary>
    public static bool Contains(string code) => All.Contains(code);
}
