using Lamella.Federation;
using Lamella.Site.Doctor;
using Lamella.Site.Policy;
using Lamella.Site.Tests.Egress;
using Lamella.Site.Work;
using Lamella.Testing;

namespace Lamella.Site.Tests.Doctor;

/// <summary>What the doctor says of a machine; of the way to the coordinator speak tests on sockets.</summary>
public sealed class SiteDoctorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<long, long, DoctorVerdict> Disks => new()
    {
        { DiskCheck.Good, 0, DoctorVerdict.Pass },
        { DiskCheck.Good - 1, 0, DoctorVerdict.Warn },
        { DiskCheck.Least, 0, DoctorVerdict.Warn },
        { DiskCheck.Least - 1, 0, DoctorVerdict.Fail },
        { DiskCheck.Good, DiskCheck.Good + 1, DoctorVerdict.Fail },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Disks))]
    public async Task Little_disk_is_told_also_beside_what_the_studies_need(long free, long needed, DoctorVerdict verdict)
    {
        var found = await LookAsync(new DiskCheck(folder.File("not", "there", "yet"), _ => free, needed));
        Assert.Equal(verdict, found.Verdict);
        Assert.Equal(verdict == DoctorVerdict.Pass, found.Remedy.Length == 0);
    }

    [Fact]
    public void Room_is_looked_for_where_a_folder_will_be() => Assert.True(DiskCheck.FreeAt(folder.File("not", "there", "yet")) > 0);

    [Theory]
    [InlineData(1, 8_000_000_000, DoctorVerdict.Warn)]
    [InlineData(2, 3_900_000_000, DoctorVerdict.Warn)]
    [InlineData(2, 4_000_000_000, DoctorVerdict.Pass)]
    public async Task A_small_machine_is_told(int cores, long memory, DoctorVerdict verdict) => Assert.Equal(verdict, (await LookAsync(new MachineCheck(cores, memory))).Verdict);

    [Fact]
    public async Task A_machine_without_bubblewrap_is_warned_and_how_to_get_it()
    {
        var found = await LookAsync(new SandboxCheck(() => Confinement.None("bwrap is not on this machine.")));
        Assert.Equal(DoctorVerdict.Warn, found.Verdict);
        Assert.Contains("apt-get install bubblewrap", found.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_the_slide_library_is_warned_with_its_code()
    {
        var found = await LookAsync(new SlideLibraryCheck(() => null));
        Assert.Equal((DoctorVerdict.Warn, ErrorCodes.SlideLibraryMissing), (found.Verdict, found.Code));
        Assert.Equal(DoctorVerdict.Pass, (await LookAsync(new SlideLibraryCheck(() => new Version(3, 4, 1)))).Verdict);
    }

    [Fact]
    public async Task The_engine_loads_here() => Assert.Equal(DoctorVerdict.Pass, (await LookAsync(new EngineCheck())).Verdict);

    [Fact]
    public async Task A_policy_is_missing_faulty_empty_or_good()
    {
        var path = folder.File("policy.yaml");
        Assert.Equal(DoctorVerdict.NotTried, (await LookAsync(new PolicyCheck(path, null))).Verdict);
        Assert.Equal(DoctorVerdict.Fail, (await LookAsync(new PolicyCheck(path, "hub:1"))).Verdict);
        await File.WriteAllTextAsync(path, "coordinators: []\nstudies: []\npurposes: []\napproval: {names: [], accounts: []}\n", TestContext.Current.CancellationToken);
        Assert.Equal(DoctorVerdict.Warn, (await LookAsync(new PolicyCheck(path, "hub:1"))).Verdict);
        await File.AppendAllTextAsync(path, "smallestCel: 7\n", TestContext.Current.CancellationToken);
        var faulty = await LookAsync(new PolicyCheck(path, "hub:1"));
        Assert.Equal((DoctorVerdict.Fail, ErrorCodes.PolicyInvalid), (faulty.Verdict, faulty.Code));
        File.Delete(path);
        StarterPolicy.Write(path, "hub:1");
        Assert.Equal(DoctorVerdict.Pass, (await LookAsync(new PolicyCheck(path, "hub:1"))).Verdict);
    }

    [Fact]
    public async Task A_site_that_has_not_joined_has_no_key_to_look_at() => Assert.Equal(DoctorVerdict.NotTried, (await LookAsync(new KeyCheck(folder.File("identity"), TimeProvider.System))).Verdict);

    [Fact]
    public async Task What_comes_after_a_fault_is_not_tried_and_what_hangs_ends_in_time()
    {
        var time = new ManualTime();
        var hanging = new Hanging();
        var looking = new SiteDoctor(time, TimeSpan.FromSeconds(15)).LookAsync([new Good("first", null), hanging, new Good("second", "hangs"), new Good("third", "second")], TestContext.Current.CancellationToken);
        await hanging.Begun.Task;
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(looking.IsCompleted);

        // The limit's timer is made after the check has begun.
        while (!looking.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }

        var findings = await looking;
        Assert.Equal([DoctorVerdict.Pass, DoctorVerdict.Fail, DoctorVerdict.NotTried, DoctorVerdict.NotTried], findings.Select(f => f.Verdict));
        Assert.Contains("within 15 seconds", findings[1].Found, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ticket_is_one_page_and_names_what_a_firewall_asks_for()
    {
        var ticket = FirewallTicket.Of("reader1", "hub.example.org:7443", "proxy.example.org:3128", [EgressStudy.Protocol]);
        var lines = ticket.Split('\n');
        Assert.True(lines.Length <= 60 && lines.All(l => l.TrimEnd('\r').Length <= 80), ticket);
        Assert.All(
            ["reader1", "hub.example.org, port 7443", "outbound only", "TLS 1.3", "ALPN h2", "CONNECT hub.example.org:7443", "proxy.example.org:3128", "TLS inspection", "ping every 20 seconds", "egress "],
            words => Assert.Contains(words, OneLine(ticket), StringComparison.Ordinal));
        Assert.DoesNotContain("this is an example", OneLine(ticket), StringComparison.Ordinal);
        Assert.Contains("this is an example", OneLine(FirewallTicket.Of("reader1", "hub.example.org:7443", null, [])), StringComparison.Ordinal);
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static async Task<DoctorFinding> LookAsync(IDoctorCheck check) =>
        Assert.Single(await new SiteDoctor(TimeProvider.System, SiteDoctor.Longest).LookAsync([check], TestContext.Current.CancellationToken));

    private sealed class Hanging : IDoctorCheck
    {
        public TaskCompletionSource Begun { get; } = new();

        public string Name => "hangs";

        public string? After => null;

        public async Task<DoctorFinding> LookAsync(CancellationToken cancellation)
        {
            Begun.SetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            throw new InvalidOperationException("It never comes here.");
        }
    }

    private sealed class Good(string name, string? after) : IDoctorCheck
    {
        public string Name => name;

        public string? After => after;

        public Task<DoctorFinding> LookAsync(CancellationToken cancellation) => Task.FromResult(new DoctorFinding(name, DoctorVerdict.Pass, "good"));
    }
}
