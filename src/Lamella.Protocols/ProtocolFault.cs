namespace Lamella.Protocols;

/// <summary>One thing wrong in a protocol or a map.</summary>
/// <param name="Line">Line of the file, from 1; 0 for a value given on the command line.</param>
/// <param name="Path">Where, e.g. <c>strategies[1].mu</c>; empty for the whole file.</param>
/// <param name="Wrong">What is wrong, in the words of the file.</param>
/// <param name="Allowed">What is allowed there.</param>
public sealed record ProtocolFault(int Line, string Path, string Wrong, string Allowed)
{
    /// <summary>One line for people: place, fault, what is allowed.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"line {Line}" : "--set";
        return $"{place}{(Path.Length > 0 ? ", " + Path : "")}: {Wrong} {Allowed}".TrimEnd();
    }
}
