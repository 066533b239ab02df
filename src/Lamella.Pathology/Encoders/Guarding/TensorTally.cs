namespace Lamella.Pathology.Encoders.Guarding;

/// <summary>What one tensor declares and what it brings.</summary>
internal struct TensorTally
{
    private long elements;
    private bool overflow;
    private long floats, whole32, texts, whole64, doubles, unsigned64;

    /// <summary>TensorProto.DataType.</summary>
    public ulong DataType { get; set; }

    /// <summary>Bytes of raw_data, or null without it.</summary>
    public long? RawBytes { get; set; }

    public static TensorTally Start() => new() { elements = 1 };

    public void AddSide(ulong side)
    {
        // A tensor of a 2 GiB file has fewer than 2^35 elements, even of 2 bits.
        overflow |= side > 1UL << 35;
        if (!overflow && side > 0 && elements > (1L << 35) / (long)side)
            overflow = true;
        elements = overflow ? 0 : elements * (long)side;
    }

    /// <summary>Counts numbers of a data field.</summary>
    public void AddNumbers(int field, long count)
    {
        switch (field)
        {
            case 4: floats += count; break;
            case 5: whole32 += count; break;
            case 6: texts += count; break;
            case 7: whole64 += count; break;
            case 10: doubles += count; break;
            case 11: unsigned64 += count; break;
        }
    }

    /// <summary>What does not fit, or null.</summary>
    public readonly string? Fault()
    {
        if (overflow)
            return "a tensor's shape multiplies to more elements than any file holds";
        var (bits, present) = DataType switch
        {
            1 => (32, floats),
            14 => (64, floats / 2),
            11 => (64, doubles),
            15 => (128, doubles / 2),
            7 => (64, whole64),
            12 => (32, unsigned64),
            13 => (64, unsigned64),
            8 => (0, texts),
            6 => (32, whole32),
            4 or 5 or 10 or 16 => (16, whole32),
            2 or 3 or 9 or (>= 17 and <= 20) or 24 => (8, whole32),
            21 or 22 or 23 => (4, whole32 * 2),
            25 or 26 => (2, whole32 * 4),
            _ => (-1, 0L),
        };
        if (bits < 0 || (bits == 0 && RawBytes is not null))
            return $"a tensor has data type {DataType}";
        if (RawBytes is { } raw)
            return raw == ((elements * bits) + 7) / 8 ? null : $"a tensor declares {elements} elements of {bits} bits and brings {raw} bytes";
        return elements <= present ? null : $"a tensor declares {elements} elements and brings {present}";
    }
}
