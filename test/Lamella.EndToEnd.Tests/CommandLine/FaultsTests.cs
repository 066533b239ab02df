namespace Lamella.EndToEnd.Tests.CommandLine;

public class FaultsTests
{
    [Fact]
    public async Task A_seed_is_the_same_history_in_every_process()
    {
        // Two studies at once: what is enumerated by hash would come in another order in another process.
        var first = await LamellaProcess.RunAsync("faults", "replay", "9009");
        var second = await LamellaProcess.RunAsync("faults", "replay", "9009");
        Assert.Equal(0, first.Exit);
        Assert.Contains("the coordinator dies", first.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task Seeds_that_are_no_range_are_refused_with_the_form_to_write()
    {
        var (exit, _, errors) = await LamellaProcess.RunAsync("faults", "run", "--seeds", "9..1");
        Assert.NotEqual(0, exit);
        Assert.Contains("--seeds 1..1000", errors, StringComparison.Ordinal);
    }
}
