namespace Lamella.Federation.Ledger;

/// <summary>The hashes of all entries, 32 bytes each.</summary>
internal sealed class HashHistory
{
    private const int Size = 32;

    private byte[] bytes = new byte[1024 * Size];
    private long count;

    /// <summary>How many there are; fewer than there are forgets the last ones.</summary>
    public long Count
    {
        get => count;
        set => count = value <= count ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public string this[long index] => Convert.ToHexStringLower(bytes.AsSpan(checked((int)(index * Size)), Size));

    public void Add(string hash)
    {
        var at = checked((int)(count * Size));
        if (at == bytes.Length)
            Array.Resize(ref bytes, 2 * bytes.Length);
        Convert.FromHexString(hash, bytes.AsSpan(at, Size), out _, out _);
        count++;
    }
}
