using System.Runtime.InteropServices;
using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Rounds;

/// <summary>What an update must be before it counts: for this round and model, of this layout, finite, and as long and as hashed as was said.</summary>
internal sealed class UpdateValidator(ParameterManifest manifest, IReadOnlyList<string> parts)
{
    private const int SliceBytes = 1 << 20;

    /// <summary>Throws <see cref="LamellaException"/> with the reason when the update is refused.</summary>
    public void Require(RoundOrder order, ISiteLink link, UpdateReport report, FileStream file, string sha256)
    {
        var what = $"The update of {link.Site} for round {order.Round}";
        Check(report.Site == link.Site && report.Run == order.Run && report.Round == order.Round, what, "it names another site, run or round");
        Check(report.BaseModelSha256 == order.ModelSha256, what, "it starts from another model");
        Check(report.UpdateSha256 == sha256, what, "its hash is not the one announced");
        Check(report.Samples == link.Samples && report.Samples > 0, what, $"it claims {report.Samples} samples where the site announced {link.Samples}");
        Check(report.Steps > 0, what, "it claims no step");
        var header = Safetensors.ReadHeader(file, what);
        Safetensors.RequireLayout(header, manifest, parts, what);
        RequireFinite(file, what);
    }

    private static void RequireFinite(FileStream file, string what)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(SliceBytes);
        int read;
        while ((read = file.ReadAtLeast(buffer, SliceBytes, throwOnEndOfStream: false)) > 0)
        {
            foreach (var value in MemoryMarshal.Cast<byte, float>(buffer.AsSpan(0, read)))
                Check(float.IsFinite(value), what, $"it holds {value}");
        }
    }

    private static void Check(bool holds, string what, string why)
    {
        if (!holds)
            throw new LamellaException(ErrorCodes.UpdateRefused, $"{what} is refused: {why}.", "The round goes on without it if quorum allows; look at the site's own record.");
    }
}
