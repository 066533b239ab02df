namespace Lamella.Cli.Progress;

/// <summary>A span of time as a person says it.</summary>
internal static class Duration
{
    public static string Words(TimeSpan time) => time switch
    {
        { TotalSeconds: < 90 } => $"{Math.Ceiling(time.TotalSeconds):F0} s",
        { TotalMinutes: < 90 } => $"{time.TotalMinutes:F0} min",
        { TotalHours: < 48 } => $"{time.TotalHours:F1} h",
        _ => $"{time.TotalDays:F1} days",
    };
}
