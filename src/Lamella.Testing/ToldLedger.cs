using System.Collections.Immutable;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Testing;

/// <summary>A whole ledger told event by event, with simulated signatures: chain, numbers and heads as they must be.</summary>
public sealed class ToldLedger
{
    private static readonly ISigner Coordinator = SimulatedSignatures.SignerOf("coordinator");

    /// <summary>Opens a ledger and enrols sites.</summary>
    public ToldLedger(string federation, params IEnumerable<SiteId> sites)
    {
        Tell(new LedgerOpened(federation, SimulatedSignatures.SchemeName, Coordinator.PublicKey));
        foreach (var site in sites)
            Tell(new SiteEnrolled(site, SimulatedSignatures.SignerOf(site.Value).PublicKey));
    }

    public List<LedgerEntry> Entries { get; } = [];

    public FederationState State { get; private set; } = FederationState.Empty;

    /// <summary>Time of the next entry, milliseconds since 1970 UTC; a minute on with each.</summary>
    public long Time { get; set; } = 1_790_000_000_000;

    /// <summary>The coordinator says it.</summary>
    public void Tell(LedgerEvent e) => Put(Signer.Coordinator, EventEncoding.Encode(e), null);

    /// <summary>The coordinator says what the rules of a ledger do not allow: the last entry that can be told.</summary>
    public void Lie(LedgerEvent e) => Entries.Add(Entry(Signer.Coordinator, EventEncoding.Encode(e), null));

    /// <summary>A site says it, with its next number and the head before.</summary>
    public void Say(SiteId site, Func<long, Head, SiteStatement> make)
    {
        var signed = SignedStatement.Sign(make((State.Sites[site].Statements) + 1, State.Head), SimulatedSignatures.SignerOf(site.Value));
        Put(Signer.Of(site), signed.Body, signed.Signature);
    }

    /// <summary>A study is proposed, and these sites allow all that it asks.</summary>
    public string Propose(StudyProtocol protocol, params IEnumerable<SiteId> approving)
    {
        var study = ProtocolEncoding.Hash(protocol);
        Tell(new StudyProposed(study, System.Text.Encoding.UTF8.GetString(ProtocolEncoding.Encode(protocol)), "research", SiteMetrics.AskedBy(protocol), "Dr Study"));
        foreach (var site in approving)
            Say(site, (number, seen) => new StudyApproved(site, number, seen, study, "research", SiteMetrics.AskedBy(protocol), $"Dr {site}", "data steward", null, 1, 1000));
        return study;
    }

    /// <summary>A run begins, and sites are asked for its first round.</summary>
    public void Ask(RunId run, params SiteId[] sites)
    {
        var start = Blob($"{run} 0");
        Tell(new RunQueued(run, "Dr Study"));
        Tell(new RunOpened(run, start, []));
        Tell(new RoundOpened(run, 1, RoundKind.Training, start, [], []));
        Tell(new SitesSelected(run, 1, [.. sites], []));
        Tell(new ModelPublished(run, 1, 100));
    }

    /// <summary>A run from its beginning to its end, every training site in every round.</summary>
    /// <returns>Blob of its model.</returns>
    public string Run(RunId run)
    {
        RunRounds(run);
        Tell(new RunEnded(run, RunStatus.Completed, State.RunOf(run).Model, ""));
        return State.RunOf(run).Model;
    }

    /// <summary>All rounds of a run, which is not ended.</summary>
    public void RunRounds(RunId run)
    {
        var study = State.StudyOf(run);
        Tell(new RunQueued(run, "Dr Study"));
        Tell(new RunOpened(run, Blob($"{run} 0"), []));
        for (var round = 1; round <= study.Protocol.Training.Rounds; round++)
        {
            var start = State.RunOf(run).Model;
            Tell(new RoundOpened(run, round, RoundKind.Training, start, [], []));
            Tell(new SitesSelected(run, round, study.TrainingSites, []));
            Tell(new ModelPublished(run, round, 400_000));
            foreach (var site in study.TrainingSites)
                Update(run, round, start, site);
            Tell(new RoundClosed(run, round, RoundResult.Complete, [.. study.TrainingSites.Select(s => new CountedUpdate(s, round, Blob($"{run} {round} {s}"), SamplesOf(s), 1))]));
            Tell(new RoundAggregated(run, round, Blob($"{run} {round}"), [], null));
            Tell(new RoundRecorded(run, round));
        }
    }

    /// <summary>The name of some file.</summary>
    public static string Blob(string what) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(what)));

    private static long SamplesOf(SiteId site) => 80 + (10 * site.Value.Length);

    private void Update(RunId run, int round, string start, SiteId site)
    {
        var update = Blob($"{run} {round} {site}");
        var loss = (0.7 / (1 + (0.4 * round))) + (0.01 * (run.Seed % 5));
        Say(site, (number, seen) => new UpdateSubmitted(site, number, seen, run, round, start, update, 400_000, SamplesOf(site), 20 * (round - 1), 20, loss, null, 0, 400_000));
        Tell(new UpdateAccepted(run, round, site, update, 1));
    }

    private void Put(Signer signer, ImmutableArray<byte> body, ImmutableArray<byte>? signature)
    {
        var entry = Entry(signer, body, signature);
        State = State.Apply(entry);
        Entries.Add(entry);
        Time += 60_000;
    }

    private LedgerEntry Entry(Signer signer, ImmutableArray<byte> body, ImmutableArray<byte>? signature)
    {
        var (index, previous, time) = (State.Head.Index + 1, State.Head.Hash, Time);
        var hash = LedgerHash.OfEntry(index, previous, time, LedgerHash.OfContent(signer, body.AsSpan()));
        return new LedgerEntry(index, previous, time, signer, body, hash, signature ?? [.. Coordinator.Sign(Convert.FromHexString(hash))]);
    }
}
