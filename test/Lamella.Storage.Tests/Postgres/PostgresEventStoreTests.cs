using Lamella.Federation;
using Lamella.Storage.Events;
using Lamella.Testing.Conformance;
using Lamella.Testing.Postgres;
using Npgsql;

namespace Lamella.Storage.Tests.Postgres;

/// <summary>How a ledger in PostgreSQL is opened and by whom.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresEventStoreTests(PostgresServer server) : IDisposable
{
    private PostgresMedium? made;

    private PostgresMedium Medium => made ??= new PostgresMedium(server);

    public void Dispose() => made?.Dispose();

    [Fact]
    public void While_a_writer_lives_nobody_else_opens_the_ledger()
    {
        using (var writer = Open())
        {
            for (var i = 0; i < 2; i++)
            {
                Assert.Contains("in use", Refused(ErrorCodes.LedgerUnreadable).Fault, StringComparison.Ordinal);
                writer.Append(SampleEntries.Entries(i, 1));
            }
        }

        using var next = Open();
        SampleEntries.AssertSame(SampleEntries.Entries(0, 2), next.Read(0));
    }

    [Fact]
    public void Two_schemas_are_two_ledgers_and_can_be_open_at_once()
    {
        using var one = Open();
        using var other = new PostgresEventStore(Medium.ConnectionString, "study_2");
        one.Append(SampleEntries.Entries(0, 3));
        other.Append(SampleEntries.Entries(0, 1));
        Assert.Equal(3, one.Read(0).Count());
        SampleEntries.AssertSame(SampleEntries.Entries(0, 1), other.Read(0));
    }

    [Fact]
    public void A_newer_version_is_refused_and_not_changed()
    {
        Open().Dispose();
        Do("UPDATE lamella.ledger_version SET version = 2");
        Assert.Contains("version 2", Refused(ErrorCodes.LedgerUnreadable).Fault, StringComparison.Ordinal);
        Assert.Equal(2, server.Scalar(Medium.Database, "SELECT version FROM lamella.ledger_version"));
    }

    [Fact]
    public void A_schema_of_something_else_is_refused_and_not_changed()
    {
        Do("CREATE SCHEMA lamella; CREATE TABLE lamella.cats(name text)");
        Assert.Contains("something else", Refused(ErrorCodes.LedgerUnreadable).Fault, StringComparison.Ordinal);
        Assert.Equal(1L, server.Scalar(Medium.Database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'lamella'"));
    }

    [Fact]
    public void A_user_who_owns_the_schema_needs_no_other_right()
    {
        var user = "keeper_of_" + Medium.Database;
        Do($"CREATE ROLE {user} LOGIN PASSWORD 'other'");
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(Medium.ConnectionString) { Username = user, Password = "other" };
            Assert.Contains($"CREATE SCHEMA lamella AUTHORIZATION", Refused(ErrorCodes.LedgerUnreadable, settings.ConnectionString).Remedy, StringComparison.Ordinal);
            Do($"CREATE SCHEMA lamella AUTHORIZATION {user}");
            using var store = new PostgresEventStore(settings.ConnectionString);
            store.Append(SampleEntries.Entries(0, 2));
            server.Kill(Medium.Database);
            store.Append(SampleEntries.Entries(2, 2));
            SampleEntries.AssertSame(SampleEntries.Entries(0, 4), store.Read(0));
        }
        finally
        {
            Do($"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    [Theory]
    [InlineData("a-guessed;secret")]
    [InlineData(null)]
    public void A_wrong_or_missing_password_is_said_with_a_remedy_and_without_the_secret(string? password)
    {
        var settings = new NpgsqlConnectionStringBuilder(Medium.ConnectionString) { Password = password };
        var fault = Refused(ErrorCodes.LedgerUnreadable, settings.ConnectionString);
        Assert.Contains("password", fault.Fault, StringComparison.Ordinal);
        Assert.Contains("pg_hba.conf", fault.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("guessed", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=h;Password=alpha;beta=gamma")]
    [InlineData("Host=h;Password=alpha;Port=beta")]
    [InlineData("Host=h;Password=alpha;SSL Mode=beta")]
    [InlineData("Host=h,g;Password=alpha;Database=beta")]
    [InlineData("Password=alpha;Database=beta")]
    [InlineData("alpha beta")]
    public void A_connection_string_that_cannot_be_used_is_refused_and_not_repeated(string text)
    {
        var fault = Refused(ErrorCodes.UsageWrong, text);
        Assert.DoesNotMatch("\\b(alpha|beta|gamma)\\b", fault.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Lamella")]
    [InlineData("a\"; DROP SCHEMA b")]
    [InlineData("pg_catalog")]
    [InlineData("2")]
    public void A_schema_has_a_plain_name(string schema) =>
        Assert.Equal(ErrorCodes.UsageWrong, Assert.Throws<LamellaException>(() => new PostgresEventStore("Host=localhost", schema)).Code);

    [Fact]
    public void A_database_that_is_not_there_or_not_reached_is_said_as_such()
    {
        var settings = new NpgsqlConnectionStringBuilder(Medium.ConnectionString) { Database = "nowhere" };
        Assert.Contains("nowhere", Refused(ErrorCodes.LedgerUnreadable, settings.ConnectionString).Fault, StringComparison.Ordinal);
        settings.Host += "/nowhere";
        Refused(ErrorCodes.StorageUnavailable, settings.ConnectionString);
    }

    [Fact]
    public void A_store_that_was_closed_does_not_come_back()
    {
        var store = Open();
        store.Append(SampleEntries.Entries(0, 1));
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Append(SampleEntries.Entries(1, 1)));
        Assert.Throws<ObjectDisposedException>(() => store.Read(0).ToList());
        using var next = Open();
        Assert.Equal(1, next.Count);
    }

    private PostgresEventStore Open() => new(Medium.ConnectionString);

    private void Do(string text) => server.Execute(Medium.Database, text);

    private LamellaException Refused(string code, string? connectionString = null)
    {
        var fault = Assert.Throws<LamellaException>(() => new PostgresEventStore(connectionString ?? Medium.ConnectionString));
        Assert.True(fault.Code == code, fault.ToString());
        return fault;
    }
}
