namespace Lamella.Cli.Bundles;

/// <summary>Something of others that a bundle holds.</summary>
/// <param name="Name">Its name, as its makers say it.</param>
/// <param name="Version">Its version.</param>
/// <param name="Purl">Its package URL, which names it and where such packages come from.</param>
internal sealed record Component(string Name, string Version, string Purl)
{
    /// <summary>What SPDX writes for what nobody has said.</summary>
    public const string Unknown = "NOASSERTION";

    /// <summary>SPDX licence expression; <see cref="Unknown"/> where its package says none.</summary>
    public string Licence { get; init; } = Unknown;

    /// <summary>Texts of licences and notices that came with it: full paths.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Those of them that are its own licence, not notices about what it contains.</summary>
    public IEnumerable<string> LicenceTexts => Texts.Where(t => !Path.GetFileName(t).StartsWith("THIRD", StringComparison.OrdinalIgnoreCase));

    /// <summary>SHA-512 of the package it came in, hex; null where it is not known.</summary>
    public string? Sha512 { get; init; }

    /// <summary>Folder for its texts in the bundle.</summary>
    public string TextFolder => $"licenses/{Word(Name)}-{Word(Version)}";

    /// <summary>Its mark in an SPDX document.</summary>
    public string SpdxId => $"SPDXRef-{Word(Purl)}";

    /// <summary>The name of a licence that has a text but no name of its own.</summary>
    public static string LicenceOf(string name) => $"LicenseRef-{Word(name)}";

    /// <summary>SPDX allows letters, digits, dots and dashes.</summary>
    private static string Word(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));
}
