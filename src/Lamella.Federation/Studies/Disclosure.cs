namespace Lamella.Federation.Studies;

/// <summary>What the coordinator can see of hospitals' updates, in one sentence, the same wherever people decide or read.</summary>
public static class Disclosure
{
    /// <summary>To a hospital.</summary>
    public const string OfOwnUpdate = "the coordinator can read this hospital's update alone, not only summed with others'";

    /// <summary>To everyone else.</summary>
    public const string OfEachUpdate = "the coordinator can read each hospital's update alone, not only summed with others'";
}
