using System.CommandLine;
using Lamella.Cli;
using Lamella.Cli.Verbs;
using Lamella.Cli.Verbs.Coordinators;
using Lamella.Cli.Verbs.Studies;

var root = new RootCommand("Lamella's coordinator: the one that all hospitals dial. It holds no slide and no label, and trains nothing.")
{
    CoordinatorVerb.Create(),
    new Command("study", "Propose studies to hospitals, follow them, fetch what comes out.")
    {
        StudyProposeVerb.Create(),
        StudyStatusVerb.Create(),
        StudyWatchVerb.Create(),
        StudyCancelVerb.Create(),
        StudyFetchVerb.Create(),
        StudyDossierVerb.Create(),
    },
    LedgerVerb.Create(),
};
return await Rim.RunAsync(root, args);
