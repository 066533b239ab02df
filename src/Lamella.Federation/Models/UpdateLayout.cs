using Lamella.Federation.Aggregation;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Models;

/// <summary>The vectors of an update file, in their order: both ends agree on it here.</summary>
public static class UpdateLayout
{
    /// <summary>y - x of the shared parameters.</summary>
    public const string Delta = "delta";

    /// <summary>Change of the site's control variate.</summary>
    public const string Control = "control";

    /// <summary>Room for the header of an update, bytes.</summary>
    private const int HeaderBytes = 1 << 20;

    /// <summary>The vectors a strategy's updates have.</summary>
    public static IReadOnlyList<string> Parts(IFederatedStrategy strategy) => strategy.HasControl ? [Delta, Control] : [Delta];

    /// <summary>
    /// Why a training update's file is not of the one form that a study's strategy has, in words; null when it is. Everything before the weights is given, so
    /// there is no room for anything else beside them.
    /// </summary>
    /// <param name="file">The file, seekable.</param>
    /// <param name="protocol">The study.</param>
    /// <param name="strategy">Name of the run's strategy.</param>
    public static string? WhyNot(Stream file, StudyProtocol protocol, string strategy)
    {
        var manifest = ShapeOf(protocol).Manifest.Shared();
        var parts = Parts(FederatedStrategies.Create(protocol.Strategies.First(s => s.Name == strategy)));
        var due = Safetensors.Header(manifest, parts);
        if (file.Length != due.Length + ((long)manifest.TotalCount * sizeof(float) * parts.Count))
            return "it has not the length of the study's model";
        var header = new byte[due.Length];
        file.Position = 0;
        file.ReadExactly(header);
        return header.AsSpan().SequenceEqual(due) ? null : "there is something else before its weights than the study's model has";
    }

    /// <summary>The most bytes an update of a study's strategy can have, header included.</summary>
    public static long MostBytes(StudyProtocol protocol, string strategy)
    {
        var shape = ShapeOf(protocol);
        var parts = Parts(FederatedStrategies.Create(protocol.Strategies.First(s => s.Name == strategy)));
        return HeaderBytes + ((long)shape.Manifest.Shared().TotalCount * sizeof(float) * parts.Count);
    }

    private static ModelShape ShapeOf(StudyProtocol protocol) =>
        ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, CovariateLayout.Columns(protocol).Length, protocol.Training.KeepLocal);
}
