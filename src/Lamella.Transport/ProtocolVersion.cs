using System.Reflection;
using Lamella.Federation;

namespace Lamella.Transport;

/// <summary>The versions of the wire contract that a program speaks.</summary>
/// <param name="Lowest">The oldest; from 1.</param>
/// <param name="Highest">The newest.</param>
/// <param name="Program">Version of the program, for people.</param>
public sealed record ProtocolVersion(uint Lowest, uint Highest, string Program)
{
    /// <summary>Those of this program.</summary>
    public static ProtocolVersion Own { get; } =
        new(1, 1, typeof(ProtocolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    /// <summary>At the coordinator: the newest version that both ends speak.</summary>
    /// <param name="lowest">The oldest of the site.</param>
    /// <param name="highest">The newest of the site.</param>
    /// <param name="program">Version of the site's program; empty where it does not say.</param>
    /// <exception cref="LamellaException">There is none (<see cref="ErrorCodes.VersionRefused"/>); it says which end is to be upgraded.</exception>
    public uint Agree(uint lowest, uint highest, string program)
    {
        var common = Math.Min(Highest, highest);
        return common >= Math.Max(Lowest, lowest) && common > 0 ? common : throw Refused(new ProtocolVersion(lowest, highest, program), this);
    }

    /// <summary>At the site: holds the version that the coordinator chose against those that this end speaks.</summary>
    /// <param name="chosen">What the coordinator chose.</param>
    /// <param name="program">Version of its program.</param>
    /// <exception cref="LamellaException">This end does not speak it (<see cref="ErrorCodes.VersionRefused"/>); it says which end is to be upgraded.</exception>
    public void Require(uint chosen, string program)
    {
        if (chosen < Lowest || chosen > Highest)
            throw Refused(this, new ProtocolVersion(chosen, chosen, program));
    }

    private static LamellaException Refused(ProtocolVersion site, ProtocolVersion coordinator)
    {
        var (older, to, newer) = site.Highest < coordinator.Lowest ? ("site", coordinator.Program, "coordinator") : ("coordinator", site.Program, "site");
        return new LamellaException(
            ErrorCodes.VersionRefused,
            $"The site's program{Named(site.Program)} speaks {Range(site)} of the protocol, the coordinator's{Named(coordinator.Program)} speaks {Range(coordinator)}.",
            $"Upgrade the program of the {older} to that of the {newer}{(to.Length == 0 ? "" : $", {to}")}.");
    }

    private static string Named(string program) => program.Length == 0 ? "" : $" {program}";

    private static string Range(ProtocolVersion end) => end.Lowest == end.Highest ? $"version {end.Lowest}" : $"versions {end.Lowest} to {end.Highest}";
}
