using Lamella.Simulation.Faults;

namespace Lamella.Simulation.Tests.Faults;

public class FaultRunsTests
{
    [Fact]
    public void Federations_survive_what_happens_to_them()
    {
        var reports = ParallelEnumerable.Range(1, 1000).Select(seed => FaultRuns.Run((ulong)seed)).ToList();
        var bad = reports.Where(r => r.Violations.Count > 0).OrderBy(r => r.Seed).Select(r => $"seed {r.Seed}: {string.Join("; ", r.Violations)}");
        Assert.Empty(bad);
    }

    [Theory]
    [InlineData(5441)]
    [InlineData(6867)]
    [InlineData(9401)]
    public void What_was_found_once_is_not_found_again(ulong seed) => Assert.Empty(FaultRuns.Run(seed).Violations);
}
