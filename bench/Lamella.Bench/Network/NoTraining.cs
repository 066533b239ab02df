using System.Security.Cryptography;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Learning.Training;
using Lamella.Site.Hosting;
using Lamella.Site.Work;
using Lamella.Storage;

namespace Lamella.Bench.Network;

/// <summary>
/// A site's work without training: an update of the right form, on the disk before it is announced. Small ones are written anew each round, as training
/// would; large ones are a few files made beforehand that take turns, so that what is measured is the way and not the making.
/// </summary>
internal sealed class NoTraining(string folder, ParameterManifest manifest, int number, bool isLarge) : IRoundWork
{
    private const int Variants = 3;
    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Sha256)> variants = [];

    public string Place => "nowhere";

    public WorkerLog Log { get; } = new(Path.Combine(folder, "worker.log"));

    /// <summary>Makes the large files.</summary>
    public void Prepare()
    {
        for (var i = 0; isLarge && i < Variants; i++)
            variants.Add(Write(i));
    }

    public Task<(UpdateMade Update, string Path)> DoAsync(RoundOrder order, RoundFiles round, Action<StepProgress> progress, CancellationToken cancellation)
    {
        var (path, sha256) = isLarge ? variants[order.Round % Variants] : Write(order.Round);
        lock (files)
            files[sha256] = path;
        var made = new UpdateMade(sha256, new FileInfo(path).Length, NetworkRounds.Samples, order.Round - 1, 1, null, null, 0, new FileInfo(round.Model).Length);
        return Task.FromResult((made, path));
    }

    public string? FileOf(UpdateSubmitted statement)
    {
        lock (files)
            return files.GetValueOrDefault(statement.Update);
    }

    public Task ForgetAsync(string study) => Task.CompletedTask;

    private (string Path, string Sha256) Write(int round)
    {
        var path = Path.Combine(folder, isLarge ? $"update-{round}" : $"update-{round % Variants}");
        var delta = new float[manifest.TotalCount];
        delta.AsSpan().Fill((number + 1 + round) * 1e-6f);
        DurableFile.Replace(path, file => Safetensors.Write(file, manifest, [(UpdateLayout.Delta, delta)]));
        using var written = File.OpenRead(path);
        return (path, Convert.ToHexStringLower(SHA256.HashData(written)));
    }
}
