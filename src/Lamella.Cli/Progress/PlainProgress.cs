using System.Globalization;
using Lamella.Simulation;

namespace Lamella.Cli.Progress;

/// <summary>Plain lines where there is no terminal: notes at once, progress at most every five seconds.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider time) : ISimulationProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly long started = time.GetTimestamp();
    private long said;
    private int units;
    private int finished;

    public void Note(string text)
    {
        lock (gate)
            output.WriteLine(text);
    }

    public void Planned(int units) => this.units = units;

    public void UnitFinished(string arm, int done, int total)
    {
        lock (gate)
        {
            finished++;
            if (said != 0 && finished < units && time.GetElapsedTime(said) < Interval)
                return;
            said = time.GetTimestamp();
            var elapsed = time.GetElapsedTime(started);
            var left = finished == 0 ? TimeSpan.Zero : elapsed * ((double)(units - finished) / finished);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{finished} of {units} ({arm}: {done} of {total}), about {Round(left)} left"));
        }
    }

    private static string Round(TimeSpan time) => time.TotalSeconds < 90 ? $"{time.TotalSeconds:F0} s" : $"{time.TotalMinutes:F0} min";
}
