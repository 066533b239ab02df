using Lamella.Federation.Aggregation;

namespace Lamella.Federation.Models;

/// <summary>The vectors of an update file, in their order: both ends agree on it here.</summary>
public static class UpdateLayout
{
    /// <summary>y - x of the shared parameters.</summary>
    public const string Delta = "delta";

    /// <summary>Change of the site's control variate.</summary>
    public const string Control = "control";

    /// <summary>The vectors a strategy's updates have.</summary>
    public static IReadOnlyList<string> Parts(IFederatedStrategy strategy) => strategy.HasControl ? [Delta, Control] : [Delta];
}
