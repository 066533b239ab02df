using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Studies;
using Xunit;

namespace Lamella.Testing.Conformance;

/// <summary>What every outbox keeps to.</summary>
public abstract class OutboxConformance
{
    private static readonly SiteId Site = new("site-a");

    [Fact]
    public void A_new_outbox_is_empty()
    {
        using var medium = NewMedium();
        Assert.Empty(medium.Open().Load());
        Assert.Empty(medium.Open().Load());
    }

    [Fact]
    public void Statements_survive_a_crash_to_the_byte_and_in_their_order()
    {
        using var medium = NewMedium();
        var statements = Statements(1, 5);
        medium.Open().Save(statements);
        AssertSame(statements, medium.Open().Load());
    }

    [Fact]
    public void Saving_replaces_all_of_them()
    {
        using var medium = NewMedium();
        var outbox = medium.Open();
        foreach (var statements in new[] { Statements(1, 5), Statements(2, 4), Statements(2, 9), Statements(8, 1), [], Statements(11, 2) })
        {
            outbox.Save(statements);
            AssertSame(statements, outbox.Load());
            AssertSame(statements, medium.Open().Load());
        }
    }

    [Fact]
    public void What_is_done_to_a_list_after_it_was_saved_changes_nothing()
    {
        using var medium = NewMedium();
        var outbox = medium.Open();
        var list = Statements(1, 3).ToList();
        outbox.Save(list);
        list.Clear();
        AssertSame(Statements(1, 3), outbox.Load());
    }

    [Fact]
    public void Without_room_the_old_ones_stay_and_saving_works_when_there_is_room()
    {
        using var medium = NewSmallMedium();
        var outbox = medium.Open();
        outbox.Save(Statements(1, 3));
        medium.Fill();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.Equal(ErrorCodes.DiskFull, Assert.Throws<LamellaException>(() => outbox.Save(Statements(1, 1000))).Code);
            AssertSame(Statements(1, 3), outbox.Load());
        }

        outbox = medium.Open();
        AssertSame(Statements(1, 3), outbox.Load());
        medium.MakeRoom();
        outbox.Save(Statements(1, 1000));
        AssertSame(Statements(1, 1000), medium.Open().Load());
    }

    [Fact]
    public void After_a_crash_in_the_middle_of_saving_the_old_ones_are_there()
    {
        using var medium = NewMedium();
        medium.Open().Save(Statements(1, 3));
        medium.TearSave(Statements(1, 8));
        var outbox = medium.Open();
        AssertSame(Statements(1, 3), outbox.Load());
        outbox.Save(Statements(4, 1));
        AssertSame(Statements(4, 1), medium.Open().Load());
    }

    /// <summary>A new medium with plenty of room.</summary>
    protected abstract OutboxMedium NewMedium();

    /// <summary>A new medium of at most a megabyte that can be filled.</summary>
    protected abstract OutboxMedium NewSmallMedium();

    /// <summary>Statements that follow each other.</summary>
    protected static IReadOnlyList<SignedStatement> Statements(long from, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => SignedStatement.Sign(
            new ApprovalRevoked(Site, from + i, Head.Empty, LedgerHash.Zero, "Dr Änne \"X\"", "two\nlines\tand a tab"), SimulatedSignatures.SignerOf("site-a"))),
    ];

    private static void AssertSame(IEnumerable<SignedStatement> expected, IEnumerable<SignedStatement> actual) => Assert.Equal(expected.Select(Fields), actual.Select(Fields));

    private static (SiteStatement, string, string) Fields(SignedStatement s) => (s.Statement, Convert.ToHexString(s.Body.AsSpan()), Convert.ToHexString(s.Signature.AsSpan()));
}
