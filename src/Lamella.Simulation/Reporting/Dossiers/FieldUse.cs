namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>How a field is in a study.</summary>
internal static class FieldUse
{
    /// <summary>It is always there.</summary>
    public const string Always = "always";

    /// <summary>The study asks for it, and the hospital can say no to it alone.</summary>
    public const string Asked = "asked for";

    /// <summary>The study does not ask for it.</summary>
    public const string NotAsked = "not asked for";

    /// <summary>The hospital's policy keeps it.</summary>
    public const string Kept = "kept by this hospital's policy";

    /// <summary>It leaves where the hospital's policy says so.</summary>
    public const string ByPolicy = "only where the hospital's policy allows it";
}
