using Lamella.Coordinator.Tests.Rounds;
using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Tests;

/// <summary>What people ask of a coordinator.</summary>
public class RequestTests
{
    [Fact]
    public void What_contradicts_what_stands_is_refused_with_the_reason_and_nothing_is_written()
    {
        using var federation = new ScriptedFederation { Rounds = 1 };
        var (run, nobody) = (federation.Run, new SiteId("nobody"));
        federation.AtEnd = coordinator =>
        {
            var head = coordinator.State.Head;
            Refused("proposed before", () => coordinator.Propose(federation.Protocol, "test", "test"));
            Refused("it exists", () => coordinator.Queue(run, "test"));
            Refused("no such strategy", () => coordinator.Queue(run with { Strategy = "Other" }, "test"));
            Refused("no study", () => coordinator.Queue(run with { ProtocolSha256 = new string('0', 64) }, "test"));
            Refused("no study", () => coordinator.Cancel(new string('0', 64), "test", "test"));
            Refused("no site nobody", () => coordinator.Remove(nobody, "test"));
            Refused("QueuedBy is empty", () => coordinator.Queue(run with { Seed = 2 }, ""));
            Refused("PublicKey is empty", () => coordinator.Enrol(nobody, ""));
            Assert.Equal(head, coordinator.State.Head);
        };
        federation.Go();
    }

    private static void Refused(string reason, Action ask)
    {
        var fault = Assert.Throws<LamellaException>(ask);
        Assert.Equal(ErrorCodes.RequestRefused, fault.Code);
        Assert.Contains(reason, fault.Fault, StringComparison.Ordinal);
    }
}
