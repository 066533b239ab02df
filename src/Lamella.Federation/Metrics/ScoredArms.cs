namespace Lamella.Federation.Metrics;

/// <summary>Whose model a site scores on its own test patients. A closed list.</summary>
public static class ScoredArms
{
    /// <summary>The model of a federated run.</summary>
    public const string Federated = "federated";

    /// <summary>The model that the site trained alone.</summary>
    public const string Local = "local";

    /// <summary>Whether there is such an arm.</summary>
    public static bool Has(string? arm) => arm is Federated or Local;
}
