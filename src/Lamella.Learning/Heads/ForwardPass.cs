using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>What a single pass through a head needs beside its input.</summary>
internal sealed class ForwardPass
{
    /// <summary>Prediction: no dropout, nothing captured.</summary>
    public static ForwardPass Prediction { get; } = new();

    /// <summary>Dropout masks while training; null at prediction.</summary>
    public DropoutMasks? Masks { get; init; }

    /// <summary>True when tile scores are wanted; then <see cref="TileScores"/> is set by the last layer that has some.</summary>
    public bool Explains { get; init; }

    /// <summary>Score per tile [n] or [n, columns]: attention, or the score that top and bottom are chosen by.</summary>
    public Tensor? TileScores { get; set; }
}
