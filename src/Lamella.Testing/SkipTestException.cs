namespace Lamella.Testing;

/// <summary>Thrown inside a test, reports it as skipped: xUnit reads the prefix of the message.</summary>
/// <param name="reason">Why it cannot run here.</param>
public sealed class SkipTestException(string reason) : Exception("$XunitDynamicSkip$" + reason);
