namespace Lamella.Pathology.Encoders;

/// <summary>How an ONNX encoder is run.</summary>
public sealed record OnnxEncoderOptions
{
    /// <summary>Intermediate results of a tile in multiples of its input, for <see cref="MaxMemoryBytes"/>: 32.</summary>
    public const int ActivationFactor = 32;

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

    /// <summary>What runs the model. The processor unless given.</summary>
    public EncoderDevice Device { get; init; } = EncoderDevice.Cpu;

    /// <summary>
    /// Bytes that the tiles of one call may take in the runtime, 2 GiB unless given. A tile is reckoned at <see cref="ActivationFactor"/> times its input (4
    /// bytes * 3 * side * side); <see cref="Batch"/> is lowered to what fits, and a tile that does not fit alone is refused. It is an allowance and no
    /// measurement, and does not count the weights.
    /// </summary>
    public long MaxMemoryBytes { get; init; } = 2L << 30;

    /// <summary>True (unless given): the runtime keeps freed memory for the next call; false: it gives it back, and is slower.</summary>
    public bool MemoryArena { get; init; } = true;

    /// <summary>Bounds of the file; see <see cref="OnnxGuard"/>.</summary>
    public OnnxLimits Limits { get; init; } = new();
}
