using System.CommandLine;
using Lamella.Cli;
using Lamella.Cli.Verbs;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Cli.Verbs.Sites;

var root = new RootCommand("Lamella trains histopathology models across hospitals; slides and labels stay where they are.")
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
return await Rim.RunAsync(root, args);
