using System.CommandLine;
using Lamella.Pathology.Bags.Making;

namespace Lamella.Cli.Verbs;

/// <summary><c>bags import TABLE --out DIR</c>: bags from a table with one instance a row.</summary>
internal static class BagsImportVerb
{
    public static Command Create()
    {
        var table = new Argument<string>("table") { Description = "Delimited text: one instance a row, a column with the bag's id, one with its outcome, the others features." };
        var output = new Option<string>("--out") { Description = "Folder for the bags and patients.csv.", Required = true };
        var bag = new Option<int>("--bag-column") { Description = "Position, from 0, of the bag's id.", DefaultValueFactory = _ => 1 };
        var outcome = new Option<int>("--outcome-column") { Description = "Position, from 0, of the outcome; -1: none.", DefaultValueFactory = _ => 0 };
        var header = new Option<bool>("--header") { Description = "The first row is a header." };
        var divide = new Option<double>("--divide-by") { Description = "Every feature is divided by this.", DefaultValueFactory = _ => 1 };
        var command = new Command("import", "Make bags from a table of instances.") { table, output, bag, outcome, header, divide };
        command.SetAction((parsed, cancellation) =>
        {
            var (bags, instances) = InstanceImport.Run(
                new InstanceImportOptions
                {
                    File = parsed.GetRequiredValue(table),
                    OutputFolder = parsed.GetRequiredValue(output),
                    BagColumn = parsed.GetValue(bag),
                    OutcomeColumn = parsed.GetValue(outcome) is >= 0 and var column ? column : null,
                    HasHeader = parsed.GetValue(header),
                    DivideBy = parsed.GetValue(divide),
                },
                cancellation);
            Console.WriteLine($"{bags} bags of {instances} instances, in {parsed.GetRequiredValue(output)}.");
            return Task.FromResult(0);
        });
        return command;
    }
}
