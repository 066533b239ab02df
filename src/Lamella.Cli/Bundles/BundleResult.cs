namespace Lamella.Cli.Bundles;

/// <summary>A bundle that was made.</summary>
/// <param name="Name">Name of the folder in it.</param>
/// <param name="Bytes">Size of the archive.</param>
/// <param name="Sha256">Its SHA-256, hex.</param>
/// <param name="Fingerprint">Fingerprint of the key that signed.</param>
/// <param name="Components">What is in it besides Lamella.</param>
internal sealed record BundleResult(string Name, long Bytes, string Sha256, string Fingerprint, IReadOnlyList<Component> Components);
