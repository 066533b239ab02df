using System.CommandLine;
using System.Text.Json;
using Lamella.Cli.Verbs;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Cli.Tests.Ledgers;

public sealed class LedgerVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SignedLedger ledger = new();

    public void Dispose()
    {
        ledger.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_good_store_is_verified_and_stays_as_it_is()
    {
        var store = Store("good.db", ledger.Entries);
        var before = File.ReadAllBytes(store);

        var (fault, report) = Run("verify", store);

        Assert.Null(fault);
        Assert.Contains("10 entries, all hold", report);
        Assert.Contains($"head: 9 {ledger.Entries[^1].Hash}", report);
        Assert.Contains("signatures: ecdsa-p256", report);
        Assert.DoesNotContain("prove nothing", report);
        Assert.Contains($"site south: statement 2, which saw entry 4 as {ledger.Entries[4].Hash}", report);
        Assert.Contains("site north: statement 2", report);
        Assert.Equal(before, File.ReadAllBytes(store));
        Assert.Equal(["good.db"], Directory.GetFileSystemEntries(folder.FullName).Select(Path.GetFileName));
    }

    [Fact]
    public void Whose_ledger_it_is_and_who_changed_a_key_is_said()
    {
        var key = ((LedgerOpened)EventEncoding.Decode(ledger.Entries[0].Body.AsSpan())).PublicKey;
        var store = Store("good.db", ledger.Entries);
        Assert.Contains($"coordinator: {key}", Run("verify", store).Output);
        Assert.Null(Run("verify", store, "--coordinator", key).Fault);
        Assert.Equal(ErrorCodes.LedgerForked, Run("verify", store, "--coordinator", "another").Fault!.Code);
        Assert.DoesNotContain("keys", Run("verify", store).Output);

        ledger.Add(new SiteEnrolled(SignedLedger.North, key));
        Assert.Contains("has had 2 keys", Run("verify", Store("changed.db", ledger.Entries)).Output);
    }

    [Fact]
    public void An_export_is_the_same_ledger_and_the_same_bytes_each_time()
    {
        var store = Store("good.db", ledger.Entries);
        Assert.Null(Run("export", store, "--out", folder.File("a.txt")).Fault);
        Assert.Null(Run("export", folder.File("a.txt"), "--out", folder.File("b.txt")).Fault);

        Assert.Equal(File.ReadAllBytes(folder.File("a.txt")), File.ReadAllBytes(folder.File("b.txt")));
        var (fault, report) = Run("verify", folder.File("b.txt"), "--against", store);
        Assert.Null(fault);
        Assert.Contains("Both copies are the same.", report);
        Assert.False(File.Exists(folder.File("a.txt.part")));
    }

    [Fact]
    public void An_export_never_takes_the_place_of_the_ledger_or_of_the_files_beside_it()
    {
        var store = Store("ledger.db", ledger.Entries);
        var before = File.ReadAllBytes(store);
        File.CreateSymbolicLink(folder.File("link.db"), store);
        foreach (var (from, to) in new[] { (store, store), (folder.FullName, store), (folder.FullName, store + "-wal"), (store, folder.File("link.db")), (folder.File("link.db"), store) })
            Assert.Equal(ErrorCodes.OutputNotEmpty, Run("export", from, "--out", to).Fault?.Code);
        Assert.Equal(before, File.ReadAllBytes(store));
        Assert.Null(Run("export", folder.FullName, "--out", folder.File("ledger.txt")).Fault);
    }

    [Fact]
    public void Tampered_copies_are_named_by_their_entry_in_store_and_text()
    {
        var n = 0;
        foreach (var (way, at, entries) in Tampering.Of(ledger))
        {
            foreach (var file in (string[])[Text($"{n++}.txt", entries), .. IsInOrder(entries) ? [Store($"{n++}.db", entries)] : (string[])[]])
            {
                var (fault, report) = Run("verify", file);
                Assert.True(fault is LedgerFlawException flaw && flaw.Index == at, $"{way} at {at}, {file}: {fault?.Message}");
                Assert.Contains("from the beginning hold", report);
            }
        }

        Assert.True(n > 90);
    }

    [Fact]
    public void A_text_cut_in_the_middle_names_the_entry_and_still_reports_what_stands_before()
    {
        var text = Text("cut.txt", ledger.Entries);
        File.WriteAllBytes(text, File.ReadAllBytes(text)[..^1]);

        var (fault, report) = Run("verify", text);

        Assert.Equal(ErrorCodes.LedgerUnreadable, fault!.Code);
        Assert.Contains("cut off in the middle of entry 9", fault.Fault);
        Assert.Contains("9 entries from the beginning hold", report);
    }

    [Fact]
    public void Copies_are_compared()
    {
        var (all, cut) = (Text("all.txt", ledger.Entries), Text("cut.txt", ledger.Entries[..7]));
        var fork = Text("fork.txt", ledger.Rewritten(9, new SiteRemoved(SignedLedger.North, "another reason")));

        Assert.Contains("The other copy is older: it lacks the last 3 entries.", Run("verify", all, "--against", cut).Output);
        Assert.Null(Run("verify", all, "--against", cut).Fault);

        var shorter = Run("verify", cut, "--against", all);
        Assert.Equal(ErrorCodes.LedgerForked, shorter.Fault!.Code);
        Assert.Contains("lacks the last 3 entries", shorter.Output);

        var parted = Run("verify", all, "--against", fork);
        Assert.Equal(ErrorCodes.LedgerForked, parted.Fault!.Code);
        Assert.Contains("part at entry 9", parted.Output);
        Assert.Contains(ledger.Entries[9].Hash, parted.Output);
        Assert.Contains(LedgerSource.Open(fork).Last().Hash, parted.Output);
    }

    [Fact]
    public void The_report_for_programs_says_the_flaw_too()
    {
        var text = Text("bad.txt", [.. ledger.Entries.Select(e => e.Index == 4 ? e with { Time = 0 } : e)]);
        var (fault, report) = Run("verify", text, "--json");

        var json = JsonDocument.Parse(report).RootElement;
        Assert.NotNull(fault);
        Assert.Equal(4, json.GetProperty("entries").GetInt64());
        Assert.Equal(4, json.GetProperty("flaw").GetProperty("entry").GetInt64());
        Assert.Equal("changed", json.GetProperty("flaw").GetProperty("kind").GetString());
    }

    [Fact]
    public void Show_says_events_in_words_and_filters()
    {
        var store = Store("good.db", ledger.Entries);
        var lines = Run("show", store).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, lines.Length);
        Assert.Contains("north has seen entry 5 as " + ledger.Entries[5].Hash[..12], lines[6]);
        Assert.Contains("2026-09-21 14:13:20.000Z", lines[0]);

        Assert.Equal(5, Run("show", store, "--site", "south").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Single(Run("show", store, "--site", "south", "--from", "8").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("head-seen", JsonDocument.Parse(Run("show", store, "--from", "8", "--json").Output).RootElement[0].GetProperty("event").GetProperty("event").GetString());
    }

    [Fact]
    public void Show_says_when_nothing_matches()
    {
        var store = Store("good.db", ledger.Entries);
        Assert.Equal("No entry matches.", Run("show", store, "--run", "FedAvg").Output.Trim());
        Assert.Equal("[]", Run("show", store, "--run", "FedAvg", "--json").Output.Trim());
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("lamella-ledger 2\n", "neither")]
    [InlineData("lamella-ledger 1", "first line")]
    [InlineData("lamella-ledger 1\n", "holds no entry")]
    [InlineData("lamella-ledger 1\n0\t0\tnobody!\t\t\t\t{}\n", "entry 0")]
    public void Files_that_are_no_ledger_are_said_to_be_none(string content, string what)
    {
        File.WriteAllText(folder.File("x.txt"), content);
        var (fault, _) = Run("verify", folder.File("x.txt"));
        Assert.Equal(ErrorCodes.LedgerUnreadable, fault!.Code);
        Assert.Contains(what, fault.Fault);
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing() => Assert.Equal(ErrorCodes.FileMissing, Run("verify", folder.File("none.db")).Fault!.Code);

    private static bool IsInOrder(List<LedgerEntry> entries) => entries.Select((e, i) => e.Index == i).All(same => same);

    private static (LamellaException? Fault, string Output) Run(params string[] args)
    {
        using var output = new StringWriter();
        try
        {
            LedgerVerb.Create().Parse(args).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
            return (null, output.ToString());
        }
        catch (LamellaException fault)
        {
            return (fault, output.ToString());
        }
    }

    private string Text(string name, List<LedgerEntry> entries)
    {
        LedgerText.Write(folder.File(name), entries);
        return folder.File(name);
    }

    private string Store(string name, List<LedgerEntry> entries)
    {
        using var store = new SqliteEventStore(folder.File(name));
        store.Append(entries);
        return folder.File(name);
    }
}
