using System.Globalization;

namespace Lamella.Simulation.Arms;

/// <summary>The pooled-test points of a federated run, kept beside its journal since the models they were taken from are gone.</summary>
internal sealed class Curve
{
    private readonly string path;
    private readonly Dictionary<int, double?> points = [];

    public Curve(string path)
    {
        this.path = path;
        if (!File.Exists(path))
            return;
        foreach (var line in File.ReadLines(path))
        {
            var parts = line.Split(',');
            if (parts.Length == 3 && parts[2] == ";" && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var round))
                points[round] = double.TryParse(parts[1], CultureInfo.InvariantCulture, out var value) ? value : null;
        }
    }

    public bool Has(int round) => points.ContainsKey(round);

    public double? At(int round) => points.GetValueOrDefault(round);

    public void Append(int round, double? value)
    {
        points[round] = value;
        // The mark at the end tells a whole line from one that was being written.
        File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{round},{value:R},;\n"));
    }
}
