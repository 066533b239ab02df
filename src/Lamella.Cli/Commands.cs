using System.CommandLine;
using Lamella.Cli.Verbs;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Cli.Verbs.Sites;

namespace Lamella.Cli;

/// <summary>Every verb of the program.</summary>
internal static class Commands
{
    /// <summary>All of them.</summary>
    public static RootCommand All() => new("Lamella trains histopathology models across hospitals; slides and labels stay where they are.")
    {
        DemoVerb.Create(),
        SlidesVerb.Create(),
        BagsVerb.Create(),
        EncoderVerb.Create(),
        LedgerVerb.Create(PatientTracing.Of),
        CoordinatorVerb.Create(),
        SiteVerb.Create(),
        SimulateVerb.Create(),
        StudyVerb.Create(),
        FaultsVerb.Create(),
        WorkerVerb.Create(),
        BundleVerb.Create(),
    };
}
