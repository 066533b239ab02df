namespace Lamella.Pathology.Encoders;

/// <summary>How pixels enter an encoder.</summary>
public enum InputScaling
{
    /// <summary>0 to 255 as they are: pre-processing stands inside the model.</summary>
    Raw,

    /// <summary>(value / 255 - mean) / sd per channel with the ImageNet figures (.485 .456 .406; .229 .224 .225).</summary>
    ImageNet,

    /// <summary>value / 255.</summary>
    Unit,
}

/// <summary>How an ONNX encoder is run.</summary>
public sealed record OnnxEncoderOptions
{
    /// <summary>um/px of the tiles; 0 when not known. Part of the contract.</summary>
    public required double MicronsPerPixel { get; init; }

    /// <summary>Side of a tile in its own pixels. Part of the contract.</summary>
    public required int TileSize { get; init; }

    /// <summary>Scaling of pixels. Part of the contract.</summary>
    public InputScaling Scaling { get; init; } = InputScaling.Raw;

    /// <summary>Tiles per call, 1 to 1,024. 32 unless given.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Threads inside one call, 1 to 64. 1 unless given: decoding takes the next core.</summary>
    public int Threads { get; init; } = 1;
}
