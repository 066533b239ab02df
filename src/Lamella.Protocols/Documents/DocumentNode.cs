using System.Globalization;

namespace Lamella.Protocols.Documents;

/// <summary>What a node is.</summary>
internal enum NodeKind
{
    /// <summary>A single value.</summary>
    Scalar,

    /// <summary>Keys and values.</summary>
    Map,

    /// <summary>A list.</summary>
    List,
}

/// <summary>A value of a YAML or JSON document with the line it stands on; both formats become this one tree.</summary>
internal sealed class DocumentNode
{
    /// <summary>What it is.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>Line from 1; 0 for a value given on the command line.</summary>
    public required int Line { get; init; }

    /// <summary>Text of a scalar as written, without quotes.</summary>
    public string Raw { get; init; } = "";

    /// <summary>True for a quoted scalar, which is text whatever it looks like.</summary>
    public bool Quoted { get; init; }

    /// <summary>Entries of a map in the order of the file.</summary>
    public List<DocumentEntry> Entries { get; } = [];

    /// <summary>Elements of a list.</summary>
    public List<DocumentNode> Elements { get; } = [];

    /// <summary>True for an empty plain scalar, <c>null</c> or <c>~</c>: the same as not given.</summary>
    public bool IsNull => Kind == NodeKind.Scalar && !Quoted && (Raw is "" or "~" or "null");

    /// <summary>Text of a scalar, or null when this is none.</summary>
    public string? Text => Kind == NodeKind.Scalar && !IsNull ? Raw : null;

    /// <summary>The finite number that a plain scalar spells, or null.</summary>
    public double? Number =>
        Kind == NodeKind.Scalar && !Quoted && double.TryParse(Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>The integer that a plain scalar spells, or null.</summary>
    public long? Integer =>
        Kind == NodeKind.Scalar && !Quoted && long.TryParse(Raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>True or false as a plain scalar spells it, or null.</summary>
    public bool? Flag => Kind != NodeKind.Scalar || Quoted ? null : Raw switch { "true" => true, "false" => false, _ => null };

    /// <summary>Value of <paramref name="key"/> in a map; null when it is not there, empty, or this is no map.</summary>
    public DocumentNode? this[string key] => Entries.Find(e => e.Key == key)?.Value is { IsNull: false } value ? value : null;

    /// <summary>Texts of a list of scalars, or of one scalar taken as a list of one.</summary>
    public IEnumerable<string> Texts => Kind == NodeKind.List ? Elements.Select(e => e.Text).OfType<string>() : Text is { } single ? [single] : [];
}

/// <summary>A key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Line">Line of the key.</param>
/// <param name="Value">The value.</param>
internal sealed record DocumentEntry(string Key, int Line, DocumentNode Value);
