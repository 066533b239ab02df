using System.Security.Cryptography;
using System.Text;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Faults;

/// <summary>Training that takes no time to compute: an update is a pure function of site, base model, and the steps the site had taken before.</summary>
internal static class ToyTraining
{
    /// <summary>Delta of a round.</summary>
    public static float[] Delta(SiteId site, ReadOnlySpan<float> model, long firstStep)
    {
        var delta = new float[model.Length];
        for (var i = 0; i < delta.Length; i++)
            delta[i] = (float)(Math.Sin((site.Value[^1] * 31) + (firstStep * 0.37) + i) * 0.1) - (0.05f * model[i]);
        return delta;
    }

    /// <summary>Change of the control, where there is one.</summary>
    public static float[] Control(ReadOnlySpan<float> delta) => [.. delta.ToArray().Select(d => -0.5f * d)];

    /// <summary>Sums of a preparation round.</summary>
    public static ColumnSums Sums(SiteId site, long samples, int columns) =>
        new([.. Enumerable.Repeat(samples, columns)], [.. Enumerable.Range(0, columns).Select(c => (site.Value[^1] * 0.5) + c)], [.. Enumerable.Range(0, columns).Select(c => (site.Value[^1] * 1.5) + c)]);

    /// <summary>The file of an update.</summary>
    public static byte[] File(ParameterManifest manifest, float[] delta, bool withControl)
    {
        using var stream = new MemoryStream();
        if (withControl)
            Safetensors.Write(stream, manifest, [(UpdateLayout.Delta, delta), (UpdateLayout.Control, Control(delta))]);
        else
            Safetensors.Write(stream, manifest, [(UpdateLayout.Delta, delta)]);
        return stream.ToArray();
    }

    /// <summary>Name of a file.</summary>
    public static string NameOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>Bytes that are no update.</summary>
    public static byte[] Garbage(int which) => Encoding.UTF8.GetBytes($"nonsense {which}");
}
