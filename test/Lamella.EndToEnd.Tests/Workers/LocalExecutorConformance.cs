using Lamella.Testing.Conformance;

namespace Lamella.EndToEnd.Tests.Workers;

public class LocalExecutorConformance : ExecutorConformance
{
    protected override ExecutorMedium NewMedium() => new WorkerSite();
}
