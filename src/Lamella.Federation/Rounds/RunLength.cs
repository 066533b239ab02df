using Lamella.Federation.Aggregation;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>How long a run is; a pure function of the protocol.</summary>
public static class RunLength
{
    /// <summary>Training rounds on record. With early stopping a round judges the model before it, so one more round judges the last.</summary>
    public static int Rounds(StudyProtocol protocol, StrategySpec spec) =>
        FederatedStrategies.Create(spec).RoundsOnRecord(spec.Rounds ?? protocol.Training.Rounds, protocol.Sites.Count(s => s.Role == SiteRole.Train)) + (protocol.Training.EarlyStopping is null ? 0 : 1);

    /// <summary>Whether early stopping ends the run now.</summary>
    public static bool IsStopped(StudyProtocol protocol, RunState run) =>
        protocol.Training.EarlyStopping is { } stopping && run.Best is { } best && run.Round - best.Round > stopping.Patience;
}
