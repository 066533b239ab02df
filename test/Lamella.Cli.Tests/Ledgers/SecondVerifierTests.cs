using System.ComponentModel;
using System.Diagnostics;
using Lamella.Federation.Ledger;
using Lamella.Storage.Events;
using Lamella.Testing;

namespace Lamella.Cli.Tests.Ledgers;

public sealed class SecondVerifierTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SignedLedger ledger = new();

    public void Dispose()
    {
        ledger.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_verifier_in_another_language_agrees_about_good_and_tampered_ledgers()
    {
        var (exit, says) = Verify(ledger.Entries);
        Assert.Equal((0, $"10 entries hold (ecdsa-p256), head 9 {ledger.Entries[^1].Hash}"), (exit, says));

        foreach (var (way, at, entries) in Tampering.Of(ledger).DistinctBy(t => (t.Way, t.At % 4)))
        {
            (exit, says) = Verify(entries);
            // It names the place where the next entry was due; ours names the entry that stands there.
            var place = entries.FindIndex(e => e.Index == at && !ReferenceEquals(e, ledger.Entries[(int)at]));
            if (place < 0)
                place = way == "a repeated entry" ? (int)at + 1 : (int)at - 1;
            Assert.True(exit == 1 && says.StartsWith($"entry {place}:", StringComparison.Ordinal), $"{way} at {at}: {says}");
        }
    }

    private (int Exit, string Says) Verify(List<LedgerEntry> entries)
    {
        LedgerText.Write(folder.File("ledger.txt"), entries);
        var script = Path.Combine(SharedData.RepositoryRoot, "test", "Lamella.EndToEnd.Tests", "SecondVerifier", "verify.mjs");
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", [script, folder.File("ledger.txt")]) { RedirectStandardOutput = true })!;
            var says = node.StandardOutput.ReadToEnd().Trim();
            node.WaitForExit();
            return (node.ExitCode, says);
        }
        catch (Win32Exception)
        {
            throw new SkipTestException("needs node, to run the second verifier");
        }
    }
}
