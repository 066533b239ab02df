namespace Lamella.Pathology.Encoders;

/// <summary>Bounds of an ONNX file that is let pass. The defaults leave room for the largest vision transformers that fit into one file.</summary>
public sealed record OnnxLimits
{
    /// <summary>Least ir_version.</summary>
    public const int MinIrVersion = 3;

    /// <summary>Highest ir_version that ONNX Runtime 1.31 loads.</summary>
    public const int MaxIrVersion = 13;

    /// <summary>Least version of the standard operators; ONNX Runtime promises nothing below.</summary>
    public const int MinOpset = 7;

    /// <summary>Highest version of the standard operators that ONNX Runtime 1.31 loads.</summary>
    public const int MaxOpset = 26;

    /// <summary>Bytes of the file, at most and by default a little under 2 GiB: no protobuf can be larger, and no array.</summary>
    public long MaxFileBytes { get; init; } = Array.MaxLength;

    /// <summary>Nodes in all graphs together. 100,000 unless given.</summary>
    public int MaxNodes { get; init; } = 100_000;

    /// <summary>Messages within messages; a subgraph takes three. 32 unless given, at most 64.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Bytes of one text: a name, a description, an attribute. 1 MiB unless given.</summary>
    public int MaxTextBytes { get; init; } = 1 << 20;

    /// <summary>Fields in the file: a field of two bytes becomes an object of a hundred in the runtime. 4,000,000 unless given.</summary>
    public int MaxParts { get; init; } = 4_000_000;
}
