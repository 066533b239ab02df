using Lamella.Testing.Conformance;
using Lamella.Testing.Postgres;

namespace Lamella.Storage.Tests.Postgres;

[Collection(PostgresCollection.Name)]
public class PostgresEventStoreConformance(PostgresServer server) : EventStoreConformance
{
    protected override EventStoreMedium NewMedium() => new PostgresMedium(server);

    protected override EventStoreMedium NewSmallMedium() => new PostgresMedium(server, isSmall: true);
}
