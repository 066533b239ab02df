using System.Globalization;

namespace Lamella.Site.Work;

/// <summary>Exit codes in words.</summary>
internal static class WorkerDeaths
{
    private const int BySignal = 128, Abort = 6, Kill = 9, Segment = 11, Terminate = 15, BadCall = 31;

    /// <summary>Why a process with this exit code ended.</summary>
    public static string Words(int exit) => exit switch
    {
        0 => "it ended without an answer",
        BySignal + BadCall => "it was ended by the network filter: it tried to open a socket",
        BySignal + Kill => "it was killed (signal 9): by hand, or because memory ran out",
        BySignal + Abort => "it broke off (signal 6)",
        BySignal + Segment => "it crashed (signal 11)",
        BySignal + Terminate => "it was asked to end (signal 15)",
        _ => string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {exit}"),
    };
}
