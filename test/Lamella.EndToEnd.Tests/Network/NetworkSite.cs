using System.Net;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Hosting;
using Lamella.Site.Rounds;
using Lamella.Site.Work;
using Lamella.Testing;
using Lamella.Transport;
using Lamella.Transport.Identity;

namespace Lamella.EndToEnd.Tests.Network;

/// <summary>A site of a <see cref="NetworkFederation"/>, with the production handler as its work.</summary>
internal sealed class NetworkSite : IRoundWork, IAsyncDisposable
{
    private readonly SiteIdentity identity;
    private readonly SiteRoundHandler handler;
    private readonly SiteStateStore store;
    private readonly LocalTrainer trainer;

    public NetworkSite(SmallFederation study, SiteFolder folder, TimeProvider time, IWebProxy? proxy = null, ProtocolVersion? speaks = null)
    {
        identity = SiteIdentity.Open(folder.Identity);
        (handler, store, trainer) = study.HandlerOf(identity.Site, folder.JobsOf(ProtocolEncoding.Hash(study.Protocol)));
        if (!File.Exists(folder.Policy))
            OpenPolicy.Write(folder.Policy);
        Log = new WorkerLog(folder.WorkerLog);
        Host = new SiteHost(folder, identity, this, time, proxy, speaks: speaks);
    }

    public SiteHost Host { get; }

    /// <summary>Thumbprint of the certificate in use.</summary>
    public string Thumbprint => identity.Certificate.Thumbprint;

    public string Place => "in the test's own process";

    public WorkerLog Log { get; }

    /// <summary>Approves the study as soon as its copy of the ledger has it.</summary>
    public async Task ApproveAsync(SmallFederation study)
    {
        var name = ProtocolEncoding.Hash(study.Protocol);
        var patients = study.Hospitals.Single(h => h.Site == identity.Site.Value).Patients.Count;
        await Host.WhenAsync(agent => agent.View.Studies.ContainsKey(name));
        await Host.AskAsync(agent =>
        {
            agent.Approve(name, "test", SiteMetrics.AskedBy(study.Protocol), "Dr Test", "data steward", null, 1, patients);
            return true;
        });
    }

    public Task<(UpdateMade Update, string Path)> DoAsync(RoundOrder order, RoundFiles files, Action<StepProgress> progress, CancellationToken cancellation) => Task.Run(
        () =>
        {
            using var model = File.OpenRead(files.Model);
            using var control = files.Control is null ? null : File.OpenRead(files.Control);
            using var totals = files.Aggregates is null ? null : File.OpenRead(files.Aggregates);
            return handler.Handle(order, new RoundInputs(model, control, totals), progress, cancellation);
        },
        cancellation);

    public string? FileOf(UpdateSubmitted statement) => store.FileOf(statement);

    public Task ForgetAsync(string study) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        trainer.Dispose();
        identity.Dispose();
    }
}
