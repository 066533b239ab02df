using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Lamella.Bench.Measuring;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Protocols;

namespace Lamella.Bench.Ledgers;

/// <summary>A ledger as a federation of six sites writes it, with real keys: rounds of 24 entries, six of them signed by sites.</summary>
internal sealed class LedgerWork : IDisposable
{
    private const int RoundsARun = 60;
    private const long Patients = 150;

    private readonly ECDsa coordinator = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SortedDictionary<SiteId, ECDsa> keys = [];
    private readonly Dictionary<SiteId, long> said = [];
    private readonly List<LedgerEntry> entries = [];
    private readonly StudyProtocol protocol = OfRounds(ProtocolReader.ReadOrThrow(Path.Combine(RealData.RepositoryRoot, "samples", "tcga-brca.yaml")));

    /// <summary>Writes at least so many entries and cuts the rest off.</summary>
    public IReadOnlyList<LedgerEntry> Write(int count)
    {
        var study = ProtocolEncoding.Hash(protocol);
        var metrics = SiteMetrics.AskedBy(protocol);
        Add(new LedgerOpened("bench", EcdsaP256.SchemeName, EcdsaP256.SignerOf(coordinator).PublicKey));
        foreach (var site in protocol.Sites)
        {
            keys[site.Id] = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Add(new SiteEnrolled(site.Id, EcdsaP256.SignerOf(keys[site.Id]).PublicKey));
        }

        Add(new StudyProposed(study, System.Text.Encoding.UTF8.GetString(ProtocolEncoding.Encode(protocol)), "speed", metrics, "bench"));
        foreach (var site in keys.Keys)
            Say((number, seen) => new StudyApproved(site, number, seen, study, "speed", metrics, "bench", "bench", null, 1, Patients), site);
        for (var seed = 0UL; entries.Count < count; seed++)
            Run(new RunId(study, protocol.Strategies[0].Name, seed), count);
        return entries[..count];
    }

    public void Dispose()
    {
        coordinator.Dispose();
        foreach (var key in keys.Values)
            key.Dispose();
    }

    /// <summary>A run is complete after as many rounds as its protocol has.</summary>
    private static StudyProtocol OfRounds(StudyProtocol protocol) => protocol with { Training = protocol.Training with { Rounds = RoundsARun } };

    private void Run(RunId run, int count)
    {
        var model = Blob($"{run}");
        Add(new RunQueued(run, "bench"));
        Add(new RunOpened(run, model, []));
        for (var round = 1; round <= RoundsARun && entries.Count < count; round++)
            model = Round(run, round, model);
        if (entries.Count < count)
            Add(new RunEnded(run, RunStatus.Completed, model, ""));
    }

    private string Round(RunId run, int round, string model)
    {
        Add(new RoundOpened(run, round, RoundKind.Training, model, [], []));
        Add(new SitesSelected(run, round, [.. keys.Keys], []));
        Add(new ModelPublished(run, round, 1 << 20));
        var counted = new List<CountedUpdate>();
        foreach (var site in keys.Keys)
        {
            var update = Blob($"{run} {round} {site}");
            Add(new SiteStarted(run, round, site));
            Say((number, seen) => new UpdateSubmitted(site, number, seen, run, round, model, update, 1 << 20, Patients, round, 100, 0.5 / round, null, 0, 1 << 20), site);
            Add(new UpdateAccepted(run, round, site, update, 1.0 / round));
            counted.Add(new CountedUpdate(site, round, update, Patients, 1));
        }

        var next = Blob($"{run} {round}");
        Add(new RoundClosed(run, round, RoundResult.Complete, [.. counted]));
        Add(new RoundAggregated(run, round, next, [], null));
        Add(new RoundRecorded(run, round));
        return next;
    }

    private void Say(Func<long, Head, SiteStatement> statement, SiteId site)
    {
        said[site] = said.GetValueOrDefault(site) + 1;
        var signed = SignedStatement.Sign(statement(said[site], entries[^1].AsHead()), EcdsaP256.SignerOf(keys[site]));
        Put(Signer.Of(site), signed.Body, signed.Signature);
    }

    private void Add(LedgerEvent e) => Put(Signer.Coordinator, EventEncoding.Encode(e), null);

    private void Put(Signer signer, ImmutableArray<byte> body, ImmutableArray<byte>? signature)
    {
        var (index, previous, time) = (entries.Count, entries.Count == 0 ? LedgerHash.Zero : entries[^1].Hash, 1_790_000_000_000 + entries.Count);
        var hash = LedgerHash.OfEntry(index, previous, time, LedgerHash.OfContent(signer, body.AsSpan()));
        entries.Add(new LedgerEntry(index, previous, time, signer, body, hash, signature ?? [.. EcdsaP256.SignerOf(coordinator).Sign(Convert.FromHexString(hash))]));
    }

    private static string Blob(FormattableString text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture))));
}
