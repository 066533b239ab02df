using Lamella.Federation.Models;
using Lamella.Federation.Rounds;

namespace Lamella.Rounds.Probe;

/// <summary>Trains nothing: its update is zero, and the same in every round.</summary>
internal sealed class IdleTrainer : ITrainer
{
    private readonly string path;
    private readonly UpdateMade made;

    public IdleTrainer(ParameterManifest manifest, string folder, int samples)
    {
        path = Path.Combine(folder, "update.safetensors");
        using (var file = File.Create(path))
            Safetensors.Write(file, manifest, [(UpdateLayout.Delta, (ReadOnlyMemory<float>)new float[manifest.TotalCount])]);
        var bytes = File.ReadAllBytes(path);
        made = new UpdateMade(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), bytes.Length, samples, 0, 1, 0.5, null, 0, 0);
    }

    public (UpdateMade Update, string Path) Train(RoundOrder order, Stream model) => (made, path);

    public string Find(string update) => path;

    public void Dispose()
    {
    }
}
