using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Network.Versions;

/// <summary>
/// Bytes as they crossed the line once, kept: today's mapping reads them as it read them then, and writes the same. A change of the wire contract shows here, and is
/// recorded anew only on purpose: LAMELLA_RECORD_TRACES=1 ./lamella test.
/// </summary>
public class GoldenTraceTests
{
    private static readonly string Path = System.IO.Path.Combine(SharedData.RepositoryRoot, "test", "Lamella.EndToEnd.Tests", "Network", "Versions", "golden-traces.txt");

    public static TheoryData<string> Names => [.. GoldenTraces.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recorded_message_is_read_and_written_as_it_was(string name)
    {
        if (Environment.GetEnvironmentVariable("LAMELLA_RECORD_TRACES") == "1")
            File.WriteAllLines(Path, GoldenTraces.All.Select(t => $"{t.Key} {Convert.ToBase64String(t.Value.Written())}"));
        var recorded = Convert.FromBase64String(Recorded()[name]);
        Assert.Equal(recorded, GoldenTraces.All[name].Written());
        Assert.Equal(GoldenTraces.All[name].Words, GoldenTraces.All[name].Read(recorded));
    }

    [Fact]
    public void Recorded_messages_are_sorted_and_all_of_them_are_known()
    {
        var names = File.ReadAllLines(Path).Select(l => l.Split(' ')[0]).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(GoldenTraces.All.Keys, names);
    }

    private static Dictionary<string, string> Recorded() => File.ReadAllLines(Path).Select(l => l.Split(' ')).ToDictionary(l => l[0], l => l[1]);
}
