using System.CommandLine;
using System.Text;
using Lamella.Site.Work;

namespace Lamella.Cli.Verbs;

/// <summary><c>worker</c>: the process that trains at a site. The site starts it; people do not.</summary>
internal static class WorkerVerb
{
    public static Command Create()
    {
        var command = new Command("worker", "Does the jobs whose folders are named on its input; a site starts it.") { Hidden = true };
        command.SetAction(async (_, cancellation) =>
        {
            // Not Console.In, which reads on the caller's thread: the end of the input has to be seen while a job runs.
            using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
            await WorkerProgram.RunAsync(input, Console.Out, cancellation);
            return 0;
        });
        return command;
    }
}
