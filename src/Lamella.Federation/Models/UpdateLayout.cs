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

    /// <summary>The most bytes an update of a study's strategy can have, header included.</summary>
    public static long MostBytes(StudyProtocol protocol, string strategy)
    {
        var shape = ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, CovariateLayout.Columns(protocol).Length, protocol.Training.KeepLocal);
        var parts = Parts(FederatedStrategies.Create(protocol.Strategies.First(s => s.Name == strategy)));
        return HeaderBytes + ((long)shape.Manifest.Shared().TotalCount * sizeof(float) * parts.Count);
    }
}
