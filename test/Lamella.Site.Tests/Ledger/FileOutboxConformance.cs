using Lamella.Federation;
using Lamella.Testing;
using Lamella.Testing.Conformance;

namespace Lamella.Site.Tests.Ledger;

public class FileOutboxConformance : OutboxConformance
{
    [Fact]
    public void A_file_that_is_changed_in_any_byte_or_cut_anywhere_is_not_read()
    {
        using var medium = new FileOutboxMedium();
        medium.Open().Save(Statements(1, 2));
        var whole = File.ReadAllBytes(medium.Path);
        for (var at = 0; at < whole.Length; at++)
        {
            IsRefused(medium, whole[..at]);
            IsRefused(medium, [.. whole[..at], (byte)(whole[at] ^ 1), .. whole[(at + 1)..]]);
        }

        IsRefused(medium, [.. whole, (byte)'\n']);
        File.WriteAllBytes(medium.Path, whole);
        Assert.Equal(2, medium.Open().Load().Count);
    }

    [Fact]
    public void A_damaged_file_says_what_is_lost_and_once_it_is_moved_away_the_site_goes_on()
    {
        using var medium = new FileOutboxMedium();
        medium.Open().Save(Statements(1, 2));
        File.WriteAllText(medium.Path, "zeros");
        var fault = Assert.Throws<LamellaException>(medium.Open().Load);
        Assert.Contains(medium.Path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("lost with it", fault.Remedy, StringComparison.Ordinal);
        Assert.Contains("move it away", fault.Remedy, StringComparison.Ordinal);
        File.Move(medium.Path, medium.Path + ".damaged");
        Assert.Empty(medium.Open().Load());
    }

    [Fact]
    public void A_file_of_a_newer_version_is_left_to_that_version()
    {
        using var medium = new FileOutboxMedium();
        medium.Open().Save([]);
        File.WriteAllText(medium.Path, File.ReadAllText(medium.Path).Replace("outbox 1", "outbox 2", StringComparison.Ordinal));
        var fault = Assert.Throws<LamellaException>(medium.Open().Load);
        Assert.Equal(ErrorCodes.LedgerUnreadable, fault.Code);
        Assert.Contains("version 2", fault.Message, StringComparison.Ordinal);
    }

    protected override OutboxMedium NewMedium() => new FileOutboxMedium();

    protected override OutboxMedium NewSmallMedium() => new FileOutboxMedium(new SmallDisk(kilobytes: 1024));

    private static void IsRefused(FileOutboxMedium medium, byte[] file)
    {
        File.WriteAllBytes(medium.Path, file);
        Assert.Equal(ErrorCodes.LedgerUnreadable, Assert.Throws<LamellaException>(medium.Open().Load).Code);
    }
}
