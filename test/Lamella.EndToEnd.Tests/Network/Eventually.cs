using System.Diagnostics;

namespace Lamella.EndToEnd.Tests.Network;

/// <summary>Waits, with a bound, for what a real socket brings.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Until something holds; returns how long that took.</summary>
    public static Task<TimeSpan> HoldsAsync(Func<bool> holds, TimeSpan longest, Func<string>? otherwise = null) => HoldsAsync(() => Task.FromResult(holds()), longest, otherwise);

    /// <summary>Until something holds; returns how long that took.</summary>
    public static async Task<TimeSpan> HoldsAsync(Func<Task<bool>> holds, TimeSpan longest, Func<string>? otherwise = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(start) > longest)
                Assert.Fail($"It does not come to hold within {longest}. {otherwise?.Invoke()}");
            await Task.Delay(Look);
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
