using System.Security.Cryptography;
using Lamella.Coordinator.Rounds;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Tests.Rounds;

/// <summary>A peer at the other end of the line: its update is a pure function of site, round and model, unless the script says otherwise.</summary>
internal sealed class ScriptedSite(string id, long samples, ParameterManifest manifest, bool withControl = false) : ISiteLink
{
    public Func<RoundOrder, float[], float[]> Delta { get; init; } = (order, model) => [.. model.Select((w, i) => (float)Math.Sin(i + order.Round + id[0]) - (0.1f * w))];

    public Func<UpdateReport, UpdateReport> Says { get; init; } = report => report;

    public Func<byte[], byte[]> Sends { get; init; } = bytes => bytes;

    public Action<RoundOrder> Before { get; init; } = _ => { };

    public SiteId Site { get; } = new(id);

    public long Samples => samples;

    public Task<UpdateReport> TrainAsync(RoundOrder order, IRoundFiles files, CancellationToken cancellation)
    {
        Before(order);
        using var stream = files.OpenModel();
        var model = Safetensors.Read(stream, manifest, "model");
        var delta = Delta(order, model);
        using var update = new MemoryStream();
        if (withControl)
            Safetensors.Write(update, manifest, [("delta", delta), ("control", delta.Select(d => -d).ToArray())]);
        else
            Safetensors.Write(update, manifest, [("delta", delta)]);
        var bytes = Sends(update.ToArray());
        files.Update.Write(bytes);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return Task.FromResult(Says(new UpdateReport(Site, order.Run, order.Round, order.ModelSha256, sha256, bytes.Length, samples, 10, 0.5)));
    }
}
