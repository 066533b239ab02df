using System.Security.Cryptography;

namespace Lamella.Transport.Line;

/// <summary>Pauses between attempts: doubled each time up to a minute, and spread, so that sites do not all come back at once after a restart.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500), Longest = TimeSpan.FromMinutes(1);

    private TimeSpan next = First;

    /// <summary>It worked; the next pause is short again.</summary>
    public void Reset() => next = First;

    /// <summary>The pause before the next attempt: between half and all of what is due.</summary>
    public TimeSpan Next()
    {
        var pause = next * ((500 + RandomNumberGenerator.GetInt32(501)) / 1000.0);
        next = next * 2 < Longest ? next * 2 : Longest;
        return pause;
    }
}
