using System.Text;
using Lamella.Site.Purging;
using Lamella.Testing;

namespace Lamella.Site.Tests.Purging;

/// <summary>A search that misses nothing, wherever it stands.</summary>
public sealed class TraceSearchTests : IDisposable
{
    private const int Block = 1 << 16;
    private static readonly string Hash = ToldLedger.Blob("looked for"), Another = ToldLedger.Blob("another");
    private readonly TemporaryFolder folder = new();
    private readonly TraceSearch search = new([Hash]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_hash_is_found_at_every_place_around_the_ends_of_blocks()
    {
        foreach (var at in Enumerable.Range(0, 40).Concat(Enumerable.Range(Block - 70, 140)).Concat(Enumerable.Range((2 * Block) - 70, 120)))
        {
            Assert.True(In(at, Hash), $"{at}");
            Assert.True(In(at, Hash[..16]), $"{at}, first digits");
        }
    }

    [Fact]
    public void It_is_found_within_more_digits_and_at_the_end_of_a_file()
    {
        Assert.True(search.IsIn("abc" + Hash + "def"));
        Assert.True(search.IsIn(Another + Hash[..16]));
        Assert.True(search.IsIn($"{{\"update\":\"{Hash}\"}}"));
    }

    [Fact]
    public void What_is_not_it_is_not_found()
    {
        Assert.False(search.IsIn(Another));
        Assert.False(search.IsIn(Hash[..15]));
        Assert.False(search.IsIn(Hash[..8] + " " + Hash[8..16]));
        Assert.False(search.IsIn(Hash.ToUpperInvariant()));
        Assert.False(search.IsIn(""));
        Assert.False(In(100, Another));
    }

    private bool In(int at, string text)
    {
        var bytes = new byte[at + text.Length];
        bytes.AsSpan().Fill((byte)'-');
        Encoding.ASCII.GetBytes(text).CopyTo(bytes, at);
        File.WriteAllBytes(folder.File("file"), bytes);
        return search.IsIn(new FileInfo(folder.File("file")));
    }
}
