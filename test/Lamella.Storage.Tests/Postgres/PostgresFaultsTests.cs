using Lamella.Federation;
using Lamella.Storage.Events;
using Npgsql;

namespace Lamella.Storage.Tests.Postgres;

/// <summary>What a server may say and cannot be made to say in a test.</summary>
public class PostgresFaultsTests
{
    private static readonly PostgresPlace Place = new("Host=db.example;Database=d;Username=u", "lamella");

    [Theory]
    [InlineData("53100", ErrorCodes.DiskFull)]
    [InlineData("53000", ErrorCodes.StorageUnavailable)]
    [InlineData("53200", ErrorCodes.StorageUnavailable)]
    [InlineData("53300", ErrorCodes.StorageUnavailable)]
    [InlineData("57014", ErrorCodes.StorageUnavailable)]
    [InlineData("57P01", ErrorCodes.StorageUnavailable)]
    [InlineData("57P02", ErrorCodes.StorageUnavailable)]
    [InlineData("57P03", ErrorCodes.StorageUnavailable)]
    [InlineData("57P04", ErrorCodes.LedgerUnreadable)]
    [InlineData("08006", ErrorCodes.StorageUnavailable)]
    [InlineData("58030", ErrorCodes.StorageUnavailable)]
    [InlineData("25006", ErrorCodes.StorageUnavailable)]
    [InlineData("40001", ErrorCodes.StorageUnavailable)]
    [InlineData("XX001", ErrorCodes.LedgerUnreadable)]
    [InlineData("23505", ErrorCodes.LedgerUnreadable)]
    [InlineData("42501", ErrorCodes.LedgerUnreadable)]
    [InlineData("3D000", ErrorCodes.LedgerUnreadable)]
    public void What_passes_by_itself_is_told_from_what_a_person_must_mend(string state, string code)
    {
        var fault = PostgresFaults.Translated(Place, new PostgresException("something", "ERROR", "ERROR", state), isOpen: true);
        Assert.Equal(code, fault.Code);
        Assert.Contains("d/lamella at db.example:5432", fault.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, ErrorCodes.StorageUnavailable)]
    [InlineData(false, ErrorCodes.LedgerUnreadable)]
    public void A_password_that_is_changed_while_the_ledger_is_in_use_is_waited_for(bool isOpen, string code) =>
        Assert.Equal(code, PostgresFaults.Translated(Place, new PostgresException("password authentication failed", "FATAL", "FATAL", "28P01"), isOpen).Code);

    [Theory]
    [InlineData("08006", "ERROR", true)]
    [InlineData("57014", "ERROR", true)]
    [InlineData("57P01", "FATAL", true)]
    [InlineData("53300", "FATAL", true)]
    [InlineData("53100", "PANIC", true)]
    [InlineData("53100", "ERROR", false)]
    [InlineData("23505", "ERROR", false)]
    public void An_error_means_that_nothing_was_done_and_a_lost_connection_does_not(string state, string severity, bool isLost) =>
        Assert.Equal(isLost, PostgresFaults.IsLost(new PostgresException("something", severity, severity, state)));
}
