namespace Lamella.Federation;

/// <summary>
/// A fault that a person can mend: a stable code (a page in docs/errors), what is wrong in the user's words, and what to do.
/// Thrown by whoever notices it and turned into text once, at the rim.
/// </summary>
/// <param name="code">Stable code, e.g. <c>LML2003</c>; every code stands in <see cref="ErrorCodes"/>.</param>
/// <param name="message">What is wrong and where (file, line, site, field).</param>
/// <param name="remedy">What the reader can do about it.</param>
/// <param name="inner">The cause, when another exception is behind it.</param>
public class LamellaException(string code, string message, string remedy, Exception? inner = null)
    : Exception($"{code}: {message} {remedy}", inner)
{
    /// <summary>Stable code, <c>LMLnnnn</c>.</summary>
    public string Code { get; } = code;

    /// <summary>What is wrong, without code and remedy.</summary>
    public string Fault { get; } = message;

    /// <summary>What to do about it.</summary>
    public string Remedy { get; } = remedy;
}
