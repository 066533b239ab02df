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
        if (file.Length != LengthOf(ShapeOf(protocol).Manifest.Shared(), PartsOf(protocol, strategy), out var due))
            return "it has not the length of the study's model";
        var header = new byte[due.Length];
        file.Position = 0;
        file.ReadExactly(header);
        return header.AsSpan().SequenceEqual(due) ? null : "there is something else before its weights than the study's model has";
    }

    /// <summary>Numbers of the model that travels.</summary>
    public static long Parameters(StudyProtocol protocol) => ShapeOf(protocol).Manifest.Shared().TotalCount;

    /// <summary>Length of a training update's file, bytes; every one of a study's strategy has it.</summary>
    public static long Length(StudyProtocol protocol, string strategy) => LengthOf(ShapeOf(protocol).Manifest.Shared(), PartsOf(protocol, strategy), out _);

    /// <summary>The most bytes an update of a study's strategy can have, header included.</summary>
    public static long MostBytes(StudyProtocol protocol, string strategy) => HeaderBytes + (Parameters(protocol) * sizeof(float) * PartsOf(protocol, strategy).Count);

    /// <summary>The most bytes a file can have that comes to a site in a round: model, control or totals, header included.</summary>
    public static long MostModelBytes(StudyProtocol protocol) => HeaderBytes + (Parameters(protocol) * sizeof(float));

    private static long LengthOf(ParameterManifest manifest, IReadOnlyList<string> parts, out byte[] header)
    {
        header = Safetensors.Header(manifest, parts);
        return header.Length + ((long)manifest.TotalCount * sizeof(float) * parts.Count);
    }

    private static IReadOnlyList<string> PartsOf(StudyProtocol protocol, string strategy) => Parts(FederatedStrategies.Create(protocol.Strategies.First(s => s.Name == strategy)));

    private static ModelShape ShapeOf(StudyProtocol protocol) =>
        ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, CovariateLayout.Columns(protocol).Length, protocol.Training.KeepLocal);
}
