namespace Lamella.Cli.Bundles;

/// <summary>What to make.</summary>
/// <param name="Role">Which end.</param>
/// <param name="Output">Where the archive goes, full path.</param>
/// <param name="KeyFile">The key that signs; null: a fresh one is made beside the archive.</param>
internal sealed record BundleRequest(BundleRole Role, string Output, string? KeyFile)
{
    /// <summary>The public key beside the archive.</summary>
    public string PublicKeyFile => Output + ".pub.pem";

    /// <summary>A fresh key beside the archive.</summary>
    public string FreshKeyFile => Output + ".key.pem";
}
