using System.Reflection;
using Lamella.Federation;

namespace Lamella.Transport;

/// <summary>The versions of the wire contract that this program speaks.</summary>
public static class ProtocolVersion
{
    /// <summary>The oldest.</summary>
    public const uint Lowest = 1;

    /// <summary>The newest.</summary>
    public const uint Highest = 1;

    /// <summary>Version of the program, for people.</summary>
    public static string Program { get; } = typeof(ProtocolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>The newest version that both ends speak.</summary>
    /// <param name="lowest">The oldest of the other end.</param>
    /// <param name="highest">The newest of the other end.</param>
    /// <param name="program">Version of the program at the other end.</param>
    /// <exception cref="LamellaException">There is none (<see cref="ErrorCodes.VersionRefused"/>); it says which end is to be upgraded.</exception>
    public static uint Agree(uint lowest, uint highest, string program)
    {
        var common = Math.Min(Highest, highest);
        if (common >= Math.Max(Lowest, lowest) && common > 0)
            return common;
        var (older, newer) = highest < Lowest ? ("site", "coordinator") : ("coordinator", "site");
        throw new LamellaException(
            ErrorCodes.VersionRefused,
            $"The site's program {program} speaks versions {lowest} to {highest} of the protocol, the coordinator's {Program} speaks {Lowest} to {Highest}.",
            $"Upgrade the program of the {older} to that of the {newer}.");
    }
}
