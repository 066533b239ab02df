using Lamella.Testing.Postgres;

namespace Lamella.Storage.Tests.Postgres;

/// <summary>Tests with the one server; one at a time, since some restart it.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
