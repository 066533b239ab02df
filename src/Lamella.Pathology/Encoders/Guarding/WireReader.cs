namespace Lamella.Pathology.Encoders.Guarding;

/// <summary>
/// Reads protobuf's wire format in place. Every method says no instead of reading past the end. CodedInputStream would have to copy what a field holds
/// before it could be looked into (its limits are not public), which doubles the memory of a large model.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> content)
{
    private readonly ReadOnlySpan<byte> content = content;
    private int position;

    public readonly bool AtEnd => position >= content.Length;

    /// <summary>A varint of at most 64 bits.</summary>
    public bool TryVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && position < content.Length; shift += 7)
        {
            var next = content[position++];
            // The tenth byte has room for one bit.
            if (shift == 63 && next > 1)
                return false;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }

        return false;
    }

    /// <summary>The field's number and wire type.</summary>
    public bool TryTag(out int number, out WireType type)
    {
        (number, type) = (0, default);
        if (!TryVarint(out var tag) || tag > uint.MaxValue)
            return false;
        (number, type) = ((int)(tag >> 3), (WireType)(tag & 7));
        return number > 0;
    }

    /// <summary>As many bytes as the length in front of them says.</summary>
    public bool TryBytes(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!TryVarint(out var length) || length > (ulong)(content.Length - position))
            return false;
        bytes = content.Slice(position, (int)length);
        position += (int)length;
        return true;
    }

    /// <summary>Any field: its number, and its varint or its bytes; a fixed number is passed over.</summary>
    public bool TryField(out int number, out ulong value, out ReadOnlySpan<byte> bytes)
    {
        value = 0;
        bytes = default;
        return TryTag(out number, out var type) && type switch
        {
            WireType.Varint => TryVarint(out value),
            WireType.Bytes => TryBytes(out bytes),
            WireType.Fixed32 => TrySkip(4),
            WireType.Fixed64 => TrySkip(8),
            _ => false,
        };
    }

    public bool TrySkip(int count)
    {
        if (count > content.Length - position)
            return false;
        position += count;
        return true;
    }
}
