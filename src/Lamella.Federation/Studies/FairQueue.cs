namespace Lamella.Federation.Studies;

/// <summary>
/// Who is next when several studies want one worker: the study that was served longest ago, so that a study of many rounds cannot starve another; among
/// the never served, by hash.
/// </summary>
public sealed class FairQueue
{
    private readonly Dictionary<string, long> served = new(StringComparer.Ordinal);
    private long turn;

    /// <summary>Takes the next of the waiting; null when nobody waits.</summary>
    /// <param name="waiting">What waits; of one study the first counts.</param>
    /// <param name="studyOf">Its study.</param>
    public T? Take<T>(IEnumerable<T> waiting, Func<T, string> studyOf)
        where T : class
    {
        var next = waiting.OrderBy(w => served.GetValueOrDefault(studyOf(w))).ThenBy(studyOf, StringComparer.Ordinal).FirstOrDefault();
        if (next is not null)
            served[studyOf(next)] = ++turn;
        return next;
    }
}
