using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Tests.Rounds;

/// <summary>A peer at the other end of the line: its update is a pure function of site, round and model, unless the script says otherwise.</summary>
internal sealed class ScriptedSite(string id, long samples)
{
    public Func<RoundOrder, float[], float[]> Delta { get; init; } = (order, model) => [.. model.Select((w, i) => (float)Math.Sin(i + order.Round + id[0]) - (0.1f * w))];

    /// <summary>The change of its control, where the strategy has one.</summary>
    public Func<RoundOrder, float[], float[]> Control { get; init; } = (_, delta) => [.. delta.Select(d => -d)];

    /// <summary>Changes what it says of the update.</summary>
    public Func<UpdateSubmitted, UpdateSubmitted> Says { get; init; } = said => said;

    /// <summary>Changes the file.</summary>
    public Func<byte[], byte[]> Sends { get; init; } = bytes => bytes;

    /// <summary>Whether it answers in a round.</summary>
    public Func<int, bool> Answers { get; init; } = _ => true;

    /// <summary>The code of a failure in a round; null when it does its work.</summary>
    public Func<int, string?> Fails { get; init; } = _ => null;

    public SiteId Site { get; } = new(id);

    public long Samples => samples;

    public byte[] Update(RoundOrder order, float[] model, ParameterManifest manifest)
    {
        var delta = Delta(order, model);
        using var update = new MemoryStream();
        if (order.ControlSha256 is not null)
            Safetensors.Write(update, manifest, [("delta", delta), ("control", Control(order, delta))]);
        else
            Safetensors.Write(update, manifest, [("delta", delta)]);
        return Sends(update.ToArray());
    }
}
