using Lamella.Testing;
using Lamella.Testing.Conformance;

namespace Lamella.Storage.Tests.Events;

public class SqliteEventStoreConformance : EventStoreConformance
{
    protected override EventStoreMedium NewMedium() => new SqliteMedium();

    protected override EventStoreMedium NewSmallMedium() => new SqliteMedium(new SmallDisk(kilobytes: 8192));
}
