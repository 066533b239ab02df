using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Storage.Events;
using Xunit;

namespace Lamella.Testing.Conformance;

/// <summary>What every event store keeps to.</summary>
public abstract class EventStoreConformance
{
    private const int MegaByte = 1 << 20;

    [Fact]
    public void A_new_store_is_empty()
    {
        using var medium = NewMedium();
        using var store = medium.Open();
        Assert.Equal(0, store.Count);
        Assert.Empty(store.Read(0));
    }

    [Fact]
    public void Entries_come_in_order_and_survive_a_crash_to_the_byte()
    {
        using var medium = NewMedium();
        var entries = SampleEntries.Entries(0, 12);
        var store = medium.Open();
        store.Append([.. entries.Take(1)]);
        store.Append([.. entries.Skip(1).Take(8)]);
        store.Append([.. entries.Skip(9)]);
        Holds(store, entries);
        Holds(medium.Open(), entries);
    }

    [Fact]
    public void A_store_that_was_closed_goes_on_where_it_was()
    {
        using var medium = NewMedium();
        for (var i = 0; i < 6; i += 2)
        {
            using var store = medium.Open();
            Assert.Equal(i, store.Count);
            store.Append(SampleEntries.Entries(i, 2));
        }

        Holds(medium.Open(), SampleEntries.Entries(0, 6));
    }

    [Fact]
    public void Bodies_may_be_empty_or_a_megabyte()
    {
        using var medium = NewMedium();
        IReadOnlyList<LedgerEntry> entries = [SampleEntries.Entry(0, MegaByte), SampleEntries.Entry(1, 0), SampleEntries.Entry(2, MegaByte), SampleEntries.Entry(3, 1)];
        medium.Open().Append(entries);
        Holds(medium.Open(), entries);
    }

    [Fact]
    public void Appending_nothing_changes_nothing()
    {
        using var medium = NewMedium();
        using var store = medium.Open();
        store.Append([]);
        Assert.Equal(0, store.Count);
        store.Append(SampleEntries.Entries(0, 1));
        store.Append([]);
        Holds(store, SampleEntries.Entries(0, 1));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(3L)]
    [InlineData(2L, 4L)]
    [InlineData(2L, 2L)]
    [InlineData(2L, 3L, 1L)]
    public void An_index_that_is_not_due_is_refused_and_changes_nothing(params long[] indexes)
    {
        using var medium = NewMedium();
        var store = medium.Open();
        store.Append(SampleEntries.Entries(0, 2));
        Assert.ThrowsAny<ArgumentException>(() => store.Append([.. indexes.Select(i => SampleEntries.Entry(i))]));
        Holds(store, SampleEntries.Entries(0, 2));
        Holds(medium.Open(), SampleEntries.Entries(0, 2));
    }

    [Theory]
    [InlineData(0, int.MaxValue, 5)]
    [InlineData(0, 5, 5)]
    [InlineData(0, 4, 4)]
    [InlineData(0, 0, 0)]
    [InlineData(2, 2, 2)]
    [InlineData(4, int.MaxValue, 1)]
    [InlineData(5, int.MaxValue, 0)]
    [InlineData(6, 1, 0)]
    [InlineData(long.MaxValue, int.MaxValue, 0)]
    public void Reading_begins_and_ends_where_it_was_told_to(long from, int most, int expected)
    {
        using var medium = NewMedium();
        using var store = medium.Open();
        store.Append(SampleEntries.Entries(0, 5));
        SampleEntries.AssertSame(expected == 0 ? [] : SampleEntries.Entries(from, expected), store.Read(from, most));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(long.MinValue, 1)]
    [InlineData(0, -1)]
    public void Negative_bounds_are_refused(long from, int most)
    {
        using var medium = NewMedium();
        using var store = medium.Open();
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Read(from, most));
    }

    [Fact]
    public void What_is_appended_while_somebody_reads_disturbs_neither()
    {
        using var medium = NewMedium();
        var store = medium.Open();
        store.Append(SampleEntries.Entries(0, 5));
        var read = new List<LedgerEntry>();
        foreach (var entry in store.Read(0))
        {
            read.Add(entry);
            if (read.Count <= 3)
                store.Append(SampleEntries.Entries(store.Count, 2));
        }

        Assert.InRange(read.Count, 5, 11);
        SampleEntries.AssertSame(SampleEntries.Entries(0, read.Count), read);
        Holds(store, SampleEntries.Entries(0, 11));
        Holds(medium.Open(), SampleEntries.Entries(0, 11));
    }

    [Fact]
    public void Readings_can_be_under_way_side_by_side_and_be_left()
    {
        using var medium = NewMedium();
        using var store = medium.Open();
        store.Append(SampleEntries.Entries(0, 5));
        foreach (var entry in store.Read(1))
            Assert.Equal(entry.Index, store.Read(entry.Index).First().Index);
        var reading = store.Read(0);
        Assert.Equal(reading.Select(e => e.Index), reading.Select(e => e.Index));
        using var left = reading.GetEnumerator();
        Assert.True(left.MoveNext());
        store.Append(SampleEntries.Entries(5, 1));
        Assert.Equal(6, store.Read(0).Count());
    }

    [Fact]
    public void Without_room_nothing_of_a_batch_is_there_and_the_store_goes_on_when_there_is_room()
    {
        using var medium = NewSmallMedium();
        var store = medium.Open();
        var before = SampleEntries.Entries(0, 3);
        store.Append(before);
        medium.Fill();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var fault = Assert.Throws<LamellaException>(() => store.Append(SampleEntries.Entries(3, 8, MegaByte / 4)));
            Assert.Equal(ErrorCodes.DiskFull, fault.Code);
            Holds(store, before);
        }

        store = medium.Open();
        Holds(store, before);
        Assert.Equal(ErrorCodes.DiskFull, Assert.Throws<LamellaException>(() => store.Append(SampleEntries.Entries(3, 8, MegaByte / 4))).Code);
        medium.MakeRoom();
        store.Append(SampleEntries.Entries(3, 8, MegaByte / 4));
        IReadOnlyList<LedgerEntry> all = [.. before, .. SampleEntries.Entries(3, 8, MegaByte / 4)];
        Holds(store, all);
        Holds(medium.Open(), all);
    }

    [Fact]
    public void A_crash_in_the_middle_of_an_append_leaves_all_of_it_or_nothing()
    {
        using var medium = NewMedium();
        var count = 0;
        for (var way = 0; way < medium.Tears; way++)
        {
            var store = medium.Open();
            store.Append(SampleEntries.Entries(count, 1));
            medium.Tear(way, () => store.Append(SampleEntries.Entries(count + 1, 5)));
            store = medium.Open();
            Assert.True(store.Count == count + 1 || store.Count == count + 6, $"{store.Count - count - 1} of 5 entries are left");
            count = (int)store.Count;
            Holds(store, SampleEntries.Entries(0, count));
        }

        var last = medium.Open();
        last.Append(SampleEntries.Entries(count, 1));
        Holds(last, SampleEntries.Entries(0, count + 1));
    }

    /// <summary>A new medium with plenty of room.</summary>
    protected abstract EventStoreMedium NewMedium();

    /// <summary>A new medium of a few megabytes that can be filled.</summary>
    protected abstract EventStoreMedium NewSmallMedium();

    private static void Holds(IEventStore store, IReadOnlyList<LedgerEntry> entries)
    {
        Assert.Equal(entries.Count, store.Count);
        SampleEntries.AssertSame(entries, store.Read(0));
    }
}
