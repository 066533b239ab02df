using System.Collections.Immutable;

namespace Lamella.Federation.Studies;

/// <summary>Type of a variable.</summary>
public enum VariableType
{
    /// <summary>A finite number, with a unit.</summary>
    Number,

    /// <summary>One of the allowed codes; enters a model one-hot.</summary>
    Code,

    /// <summary>Free text or an identifier; never a predictor.</summary>
    Text,
}

/// <summary>When a variable's value is known.</summary>
public enum KnownAt
{
    /// <summary>At diagnosis: it may be a predictor.</summary>
    Diagnosis,

    /// <summary>Later (outcome, follow-up, treatment response): as a predictor it is refused.</summary>
    Later,
}

/// <summary>An entry of the data dictionary.</summary>
public sealed record Variable
{
    /// <summary>The name used in the protocol.</summary>
    public required string Name { get; init; }

    /// <summary>What it means, for the data steward who maps it.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>Number, code or text.</summary>
    public required VariableType Type { get; init; }

    /// <summary>Unit of a number, e.g. <c>years</c>; empty when it has none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Allowed codes, in the order of their one-hot columns; empty for numbers and text.</summary>
    public ImmutableArray<string> Codes { get; init; } = [];

    /// <summary>Values that stand for "not known", beside the empty cell.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Whether it may be a predictor. There is no default: the author must say.</summary>
    public required KnownAt KnownAt { get; init; }
}
