using System.Net;
using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Messages;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Policy;
using Lamella.Transport;
using Lamella.Transport.Identity;
using Lamella.Transport.Line;

namespace Lamella.Site.Egress;

/// <summary>
/// The only way out of a site: whatever leaves is of a declared kind, within its bounds, allowed by what this site has approved, and in the log before it goes.
/// Nothing else in this project opens a connection; a test sees to that.
/// </summary>
public sealed class EgressGate : ICoordinatorLine, IDisposable
{
    private readonly SiteIdentity identity;
    private readonly EgressLog log;
    private readonly SitePolicies policy;
    private readonly TimeProvider time;
    private readonly IWebProxy? proxy;
    private readonly SiteLine line;
    private readonly BlobTransfer blobs;
    private FederationState allowed = FederationState.Empty;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="identity">Who dials.</param>
    /// <param name="log">The log; the caller disposes it.</param>
    /// <param name="events">Hears what comes in.</param>
    /// <param name="policy">What the hospital allows.</param>
    /// <param name="time">The site's clock.</param>
    /// <param name="proxy">The hospital's proxy; null: none.</param>
    /// <param name="speaks">The versions of the protocol it speaks; null: those of this program.</param>
    public EgressGate(SiteIdentity identity, EgressLog log, ISiteLineEvents events, SitePolicies policy, TimeProvider time, IWebProxy? proxy, ProtocolVersion? speaks = null)
    {
        (this.identity, this.log, this.policy, this.time, this.proxy) = (identity, log, policy, time, proxy);
        line = new SiteLine(identity, events, time, proxy) { Speaks = speaks ?? ProtocolVersion.Own, Saying = bytes => log.Count(EgressKinds.Hello, "", bytes) };
        blobs = new BlobTransfer(identity, time, proxy) { Asking = bytes => log.Count(EgressKinds.Request, "", bytes), Rate = policy.Bandwidth };
    }

    /// <summary>Whether the line is up.</summary>
    public bool IsUp => line.IsUp;

    /// <summary>Joins a federation; this, too, is in the log.</summary>
    public static Task<SiteIdentity> JoinAsync(JoinCode code, string folder, EgressLog log, IWebProxy? proxy, CancellationToken cancellation) =>
        Joining.JoinAsync(code, folder, proxy, (bytes, sha256) => log.Append(EgressKinds.Join.Name, code.Site.Value, bytes, sha256), cancellation);

    /// <summary>What the site has approved, as it stands now; called whenever that changes.</summary>
    public void Allow(FederationState view) => Volatile.Write(ref allowed, view);

    /// <summary>Keeps the line up until it is cancelled or the coordinator does not let this site in.</summary>
    public Task RunAsync(CancellationToken cancellation) => line.RunAsync(cancellation);

    /// <inheritdoc />
    public void Send(SiteReport report)
    {
        if (!line.IsUp)
            return;
        var bytes = SiteLine.SizeOf(report);
        var about = report.Work is { } work ? $"{work.Run.ToText()} round {work.Round}" : "";
        RequireLength(EgressKinds.Report, about, bytes);
        log.Count(EgressKinds.Report, about, bytes);
        line.Send(report);
    }

    /// <inheritdoc />
    /// <exception cref="LamellaException">It may not leave (<see cref="ErrorCodes.EgressRefused"/>), or cannot be written down before.</exception>
    public void Send(SignedStatement statement)
    {
        if (!line.IsUp)
            return;
        var bytes = SiteLine.SizeOf(statement);
        var about = $"{statement.Statement.GetType().Name} {statement.Statement.Number}";
        if (statement.Statement is UpdateSubmitted update)
            Require(EgressKinds.Statement, about, WhyNot(update));
        else if (statement.Statement is ModelScored scored)
            Require(EgressKinds.Statement, about, WhyNot(scored));
        else if (statement.Statement is DataChecked tried)
            Require(EgressKinds.Statement, about, policy.WhyNot(Volatile.Read(ref allowed).Studies[tried.Study], tried));
        RequireLength(EgressKinds.Statement, about, bytes);
        log.Append(EgressKinds.Statement.Name, about, bytes, Convert.ToHexStringLower(SHA256.HashData(statement.Body.AsSpan())));
        line.Send(statement);
    }

    /// <inheritdoc />
    public void Withdrawn(SignedStatement statement)
    {
        // Where its bytes have left before, the log says why no statement follows.
        if (statement.Statement is UpdateSubmitted update)
            log.Append(EgressRecord.Refused + EgressKinds.Update.Name, $"{update.Run.ToText()} round {update.Round}: withdrawn before it was said", 0, "");
    }

    /// <summary>Sends an update's file.</summary>
    /// <exception cref="LamellaException">It may not leave (<see cref="ErrorCodes.EgressRefused"/>), or the coordinator does not take it.</exception>
    public async Task UploadAsync(UpdateSubmitted update, string path, CancellationToken cancellation)
    {
        var about = $"{update.Run.ToText()} round {update.Round}";
        var length = update.Bytes;
        Require(EgressKinds.Update, about, WhyNot(update) ?? WhyNot(update, path));
        await blobs.UploadAsync(update.Update, path, Leaving, StillAllowed, cancellation).ConfigureAwait(false);

        void Leaving(long offset)
        {
            StillAllowed();
            log.Append(EgressKinds.Update.Name, about, length - offset, update.Update, offset);
        }

        // An approval that ends on the way ends the sending, too.
        void StillAllowed() => Require(EgressKinds.Update, about, WhyNot(update));
    }

    /// <summary>Gets a file of a round, of no more bytes than a study's can have; what leaves is its name.</summary>
    public Task DownloadAsync(string sha256, string path, long most, CancellationToken cancellation) => blobs.DownloadAsync(sha256, path, most, cancellation);

    /// <summary>Gets a new certificate on a connection of its own, and dials again with it.</summary>
    public async Task RenewAsync(CancellationToken cancellation)
    {
        await Joining.RenewAsync(identity, proxy, (bytes, sha256) => log.Append(EgressKinds.Renew.Name, identity.Site.Value, bytes, sha256), cancellation).ConfigureAwait(false);
        line.Redial();
    }

    /// <inheritdoc />
    public void Dispose() => blobs.Dispose();

    /// <summary>Figures and weights leave only for a study that this site has approved, and no figure that it has not.</summary>
    private string? WhyNot(UpdateSubmitted update)
    {
        var state = Volatile.Read(ref allowed);
        if (!state.Runs.ContainsKey(update.Run))
            return "no such run is known here";
        var study = state.StudyOf(update.Run);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (study.WhyNot(state.Sites.GetValueOrDefault(identity.Site), now) is { } whyNot)
            return $"this site {whyNot}";
        var approval = study.ApprovalOf(identity.Site, now)!;
        return update.Samples < approval.LeastSamples || update.Samples > approval.MostSamples ? "its number of patients is outside of what was approved"
            : update.Loss is not null && !approval.Metrics.Contains(SiteMetrics.TrainingLoss) ? "a training loss was not approved"
            : update.HoldoutLoss is not null && !approval.Metrics.Contains(SiteMetrics.HoldoutLoss) ? "a holdout loss was not approved"
            : policy.WhyNot(study, update) is { } against ? $"this hospital's policy does not allow it: {against}"
            : null;
    }

    private string? WhyNot(ModelScored scored)
    {
        var state = Volatile.Read(ref allowed);
        if (!state.Runs.ContainsKey(scored.Run))
            return "no such run is known here";
        var study = state.StudyOf(scored.Run);
        return study.WhyNotScore(state.Sites.GetValueOrDefault(identity.Site), time.GetUtcNow().ToUnixTimeMilliseconds()) is { } whyNot ? $"this site {whyNot}"
            : policy.WhyNot(study, scored) is { } against ? $"this hospital's policy does not allow it: {against}"
            : null;
    }

    /// <summary>An update is the numbers that the protocol asks for and nothing else: no byte of its file beside them is free.</summary>
    private string? WhyNot(UpdateSubmitted update, string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length != update.Bytes)
            return $"the file has {file.Length} bytes, {update.Bytes} were announced";
        var protocol = Volatile.Read(ref allowed).StudyOf(update.Run).Protocol;
        return update.Round == 0
            ? ColumnSums.WhyNot(file, CovariateLayout.Numbers(protocol), protocol.Reporting.MinimumCell)
            : UpdateLayout.WhyNot(file, protocol, update.Run.Strategy);
    }

    private void RequireLength(EgressKind kind, string about, long bytes) =>
        Require(kind, about, bytes > kind.MostBytes ? $"it has {bytes} bytes, at most {kind.MostBytes} are declared" : null);

    private void Require(EgressKind kind, string about, string? whyNot)
    {
        if (whyNot is null)
            return;
        log.Append(EgressRecord.Refused + kind.Name, $"{about}: {whyNot}", 0, "");
        throw new LamellaException(ErrorCodes.EgressRefused, $"A {kind.Name} may not leave ({about}): {whyNot}.", "Look at the study's approval: ./lamella site status DIR.");
    }
}
