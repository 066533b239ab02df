using Lamella.Pathology.Bags.Making;
using Spectre.Console;

namespace Lamella.Cli.Verbs;

/// <summary>The making of bags in sight: a bar with the time left in a terminal, elsewhere a plain line every five seconds.</summary>
internal static class BagsProgress
{
    public static Task<BagBuildResult> ShowAsync(Func<IProgress<BagProgress>, BagBuildResult> work) =>
        AnsiConsole.Profile.Capabilities is { Interactive: true, Ansi: true }
            ? AnsiConsole.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(context =>
                {
                    var bar = context.AddTask("tiles");
                    return Task.Run(() => work(new Reporter(step =>
                    {
                        bar.MaxValue = Math.Max(1, step.TilesTotal);
                        bar.Value = step.TilesDone;
                        bar.Description = $"{step.PatientsDone} of {step.PatientsTotal} patients";
                    })));
                })
            : Task.Run(() => work(new Reporter(PlainLines(TimeProvider.System))));

    private static Action<BagProgress> PlainLines(TimeProvider time)
    {
        var (start, said) = (time.GetTimestamp(), time.GetTimestamp());
        return step =>
        {
            if (time.GetElapsedTime(said).TotalSeconds < 5 || step.TilesDone == 0)
                return;
            said = time.GetTimestamp();
            var left = time.GetElapsedTime(start) * ((step.TilesTotal - step.TilesDone) / (double)step.TilesDone);
            Console.WriteLine($"{step.TilesDone} of {step.TilesTotal} tiles, {step.PatientsDone} of {step.PatientsTotal} patients, about {Math.Ceiling(left.TotalSeconds)} s left");
        };
    }

    private sealed class Reporter(Action<BagProgress> report) : IProgress<BagProgress>
    {
        public void Report(BagProgress value) => report(value);
    }
}
