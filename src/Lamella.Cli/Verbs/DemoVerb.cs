using System.CommandLine;
using System.Globalization;
using Lamella.Cli.Demo;
using Lamella.Cli.Verbs.Studies;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using Lamella.Simulation.Reporting;
using Lamella.Simulation.Results;
using Lamella.Simulation.Synthetic;
using Lamella.Site.Egress;
using Lamella.Storage.Events;

namespace Lamella.Cli.Verbs;

/// <summary><c>demo</c>: the main job on painted slides of four made-up hospitals, from slides to report, with the programs a consortium runs.</summary>
internal static class DemoVerb
{
    private const string Purpose = "To show what a study is.", People = "Demo (nobody)";

    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "Folder for data, report, ledger and egress logs.", DefaultValueFactory = _ => "lamella-demo" };
        var command = new Command("demo", "Four made-up hospitals train together on painted slides, each a process of its own behind mutual TLS; ends with a report and its proof.") { output };
        command.SetAction((parsed, cancellation) => RunAsync(DemoFolder.Take(Path.GetFullPath(parsed.GetRequiredValue(output))), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DemoFolder folder, CancellationToken cancellation)
    {
        Console.WriteLine("1/6  Painting slides for four hospitals that do not exist (everything here is synthetic)");
        var hospitals = SyntheticConsortium.Write(folder.Data, new SyntheticOptions(), cancellationToken: cancellation);

        Console.WriteLine("2/6  Turning slides into feature bags, at each hospital, with the built-in encoder");
        foreach (var hospital in hospitals)
            DemoHospital.Extract(hospital, cancellation);

        Console.WriteLine("3/6  Starting a coordinator and four sites, each a process of its own; sites dial out, with mutual TLS");
        var protocol = folder.ReadProtocol();
        await using var federation = await DemoFederation.StartAsync(folder, protocol, cancellation);

        Console.WriteLine("4/6  Proposing the study; each hospital names its data, tries the study out, and approves it");
        Console.WriteLine("     (Birch's table is a Windows-1252 export with semicolons, decimal commas, and columns and codes of its own: its map says what they are)");
        await federation.ProposeAsync(Purpose, People, cancellation);
        foreach (var hospital in hospitals)
            await federation.ApproveAsync(new SiteId(hospital.Id), hospital.Folder, People, "nobody's data steward", cancellation);

        Console.WriteLine("5/6  Training together");
        await federation.FollowAsync(cancellation);

        Console.WriteLine("6/6  Proving it: the ledger from its first entry, and what each hospital wrote down as leaving it");
        await federation.EndAsync(cancellation);
        Prove(folder, federation.CheckEgress());
        Directory.Delete(folder.Hosts, recursive: true);
        Say(folder, DemoHospital.PageOf(hospitals[0]));
        return 0;
    }

    /// <summary>Says what was checked and held.</summary>
    /// <exception cref="LamellaException">Something does not hold.</exception>
    private static void Prove(DemoFolder folder, IReadOnlyDictionary<SiteId, EgressVerdict> egress)
    {
        using var ledger = LedgerSource.Open(Path.Combine(folder.FullName, StudyFetching.Ledger));
        var verdict = LedgerCheck.Run(ledger);
        if (verdict.Flaw is { } flaw)
            throw flaw;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"     ledger: {verdict.Entries:N0} entries, all hold, {verdict.Sites.Sum(s => s.Value.Statements):N0} of them signed by the sites"));
        foreach (var (site, found) in egress)
        {
            if (found.Mismatches.Count > 0)
                throw new LamellaException(ErrorCodes.EgressMismatch, $"{site}: {found.Mismatches[0]}", $"This is a bug; please report it with {folder.FullName}.");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"     {site}: {found.Lines:N0} lines in its egress log agree with the ledger: {found.Statements:N0} statements, {found.UpdateBytes:N0} bytes of updates"));
        }
    }

    /// <summary>Three sentences, where everything is, and what to type for data of one's own.</summary>
    private static void Say(DemoFolder folder, string slidePage)
    {
        string Number(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "undefined";
        var comparisons = ResultsFile.ReadComparisons(Path.Combine(folder.FullName, ResultsFile.ComparisonsName));
        var means = comparisons.Summaries.Where(s => s.Scope == ScopeNames.MeanOfSites).ToList();
        var (together, alone) = (means.First(s => s.Arm == ArmNames.Federated), means.First(s => s.Arm == ArmNames.OwnModels));
        Console.WriteLine();
        Console.WriteLine("Four made-up hospitals trained a model together for three seeds, and only weights, counts, sums and scores went between them.");
        Console.WriteLine($"On its own test patients each hospital's own model reached an AUC of {Number(alone.Mean)}, the common one {Number(together.Mean)} ({together.Strategy}; means of {alone.Sites} sites).");
        Console.WriteLine();
        Console.WriteLine($"Report: {Path.Combine(folder.FullName, ReportWriter.FileName)}");
        Console.WriteLine($"Ledger: {Path.Combine(folder.FullName, StudyFetching.Ledger)}; egress logs: {folder.Egress}; dossiers: {folder.Dossiers}");
        Console.WriteLine($"Slides: {slidePage} (one such page at each hospital)");
        Console.WriteLine();
        Console.WriteLine("For your own slides and table:");
        Console.WriteLine("  ./lamella slides scan SLIDES                                             a verdict for every slide, nothing is written");
        Console.WriteLine("  ./lamella slides extract SLIDES --out DATA/SITE/store --table table.csv  slides to bags, at each hospital");
        Console.WriteLine("  ./lamella study new --table table.csv --bags DATA/SITE/store --out study.yaml  a first protocol from your table");
        Console.WriteLine("  ./lamella study check study.yaml --data DATA                             every fault at once");
        Console.WriteLine("  ./lamella simulate study.yaml --data DATA --out RESULTS                  train, compare, report, on one machine");
        Console.WriteLine("  ./lamella coordinator init --help; ./lamella site join --help            the real thing, with a site at each hospital");
    }
}
