namespace Lamella.Pathology.Encoders;

/// <summary>
/// One plane of densities as whole numbers of 1/1,024. Whole numbers add up to the same sum in any order, so vector code of any width gives the same bits.
/// Rows are padded with zeros to whole vectors; behind the last row stands one vector more, so that a load that starts inside never ends outside.
/// </summary>
internal sealed class FixedPlane
{
    /// <summary>A density of 1.</summary>
    public const int One = 1024;

    /// <summary>Numbers of one vector.</summary>
    public const int Lanes = 16;

    public FixedPlane(int side)
    {
        Side = side;
        Stride = (side + Lanes - 1) / Lanes * Lanes;
        Values = new short[(side * Stride) + (2 * Lanes)];
    }

    /// <summary>Pixels per row, and rows.</summary>
    public int Side { get; }

    /// <summary>Numbers from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Row after row with their padding, then the spare vectors. Every magnitude is below 8 * 1,024.</summary>
    public short[] Values { get; }

    /// <summary>All rows with their padding.</summary>
    public ReadOnlySpan<short> Padded => Values.AsSpan(0, Side * Stride);

    /// <summary>Row <paramref name="y"/> without padding.</summary>
    public Span<short> Row(int y) => Values.AsSpan(y * Stride, Side);
}
