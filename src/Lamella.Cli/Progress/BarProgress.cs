using Lamella.Simulation;
using Spectre.Console;

namespace Lamella.Cli.Progress;

/// <summary>Bars in a terminal.</summary>
internal sealed class BarProgress(ProgressContext context) : ISimulationProgress
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ProgressTask> arms = [];
    private ProgressTask? study;

    public void Note(string text) => AnsiConsole.MarkupLineInterpolated($"[grey]{text}[/]");

    public void Planned(int units)
    {
        lock (gate)
            study = context.AddTask("Study", maxValue: units);
    }

    public void UnitFinished(string arm, int done, int total)
    {
        lock (gate)
        {
            study?.Increment(1);
            var bar = Bar(arm, total);
            bar.Value = done;
            if (done >= total)
                bar.StopTask();
        }
    }

    public void StepFinished(string arm, string site, int done, int total)
    {
        lock (gate)
            Bar(arm, 1).Description = Markup.Escape($"{arm}: {site}, step {done} of {total}");
    }

    private ProgressTask Bar(string arm, int total)
    {
        if (!arms.TryGetValue(arm, out var bar))
            arms[arm] = bar = context.AddTask(Markup.Escape(arm), maxValue: total);
        if (total > 1)
            bar.MaxValue = total;
        return bar;
    }
}
