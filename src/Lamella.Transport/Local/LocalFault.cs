namespace Lamella.Transport.Local;

/// <summary>A fault on its way to whoever asked.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record LocalFault(string Code, string Fault, string Remedy);
