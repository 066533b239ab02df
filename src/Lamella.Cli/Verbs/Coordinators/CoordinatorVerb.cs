using System.CommandLine;
using Lamella.Coordinator.Hosting;
using Lamella.Transport.Local;

namespace Lamella.Cli.Verbs.Coordinators;

/// <summary><c>coordinator init|run|invite|revoke|status</c>: the one that all sites dial.</summary>
internal static class CoordinatorVerb
{
    public static Command Create() => new("coordinator", "Set up and run a federation's coordinator, let sites in and turn them out.")
    {
        CoordinatorInitVerb.Create(),
        CoordinatorRunVerb.Create(),
        CoordinatorInviteVerb.Create(),
        CoordinatorRevokeVerb.Create(),
        CoordinatorStatusVerb.Create(),
    };

    /// <summary>The coordinator's folder.</summary>
    public static Argument<string> Folder() => new("folder") { Description = "The coordinator's folder." };

    /// <summary>Asks the coordinator that runs on a folder.</summary>
    /// <exception cref="Federation.LamellaException">There is no coordinator in the folder.</exception>
    public static LocalClient Ask(string folder) => new(CoordinatorFolder.Open(folder).Socket, $"./lamella coordinator run {folder}");
}
