using Lamella.Cli.Verbs;
using Lamella.Federation;

namespace Lamella.Cli.Progress;

/// <summary>What a running coordinator or site says: one line a happening, with the time; safe on any thread.</summary>
internal sealed class HostLog
{
    private readonly Lock gate = new();

    /// <summary>A happening.</summary>
    public void Say(string words)
    {
        lock (gate)
            Console.WriteLine($"{EventWords.Time(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())}  {words}");
    }

    /// <summary>A fault that nobody waits for; what is not ours is named by its type alone, for its text might hold anything.</summary>
    public void Fault(Exception fault) =>
        Say(fault is LamellaException known ? $"{known.Code} {known.Fault} {known.Remedy}" : $"{ErrorCodes.ProgramFault} {fault.GetType()}: this is a bug; please report it.");
}
