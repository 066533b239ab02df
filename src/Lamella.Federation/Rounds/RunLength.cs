using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>How long a run is; a pure function of the protocol.</summary>
public static class RunLength
{
    /// <summary>Training rounds on record. With early stopping a round judges the model before it, so one more round judges the last.</summary>
    public static int Rounds(StudyProtocol protocol, StrategySpec spec) =>
        FederatedStrategies.Create(spec).RoundsOnRecord(spec.Rounds ?? protocol.Training.Rounds, protocol.Sites.Count(s => s.Role == SiteRole.Train)) + (protocol.Training.EarlyStopping is null ? 0 : 1);

    /// <summary>The most training rounds of a run that a site is asked for: where sites train in turn, those of its own.</summary>
    public static long RoundsOfSite(StudyProtocol protocol, StrategySpec spec) => (spec.Rounds ?? protocol.Training.Rounds) + (protocol.Training.EarlyStopping is null ? 0L : 1L);

    /// <summary>Bytes of all updates of a study that a site is asked for at the most: its strategies, seeds and rounds; no more than a number can hold.</summary>
    public static long BytesOfSite(StudyProtocol protocol)
    {
        Int128 all = 0;
        foreach (var strategy in protocol.Strategies)
            all += (Int128)UpdateLayout.Length(protocol, strategy.Name) * RoundsOfSite(protocol, strategy) * protocol.Seeds.Length;
        return (long)Int128.Min(long.MaxValue, all);
    }

    /// <summary>Whether early stopping ends the run now.</summary>
    public static bool IsStopped(StudyProtocol protocol, RunState run) =>
        protocol.Training.EarlyStopping is { } stopping && run.Best is { } best && run.Round - best.Round > stopping.Patience;
}
