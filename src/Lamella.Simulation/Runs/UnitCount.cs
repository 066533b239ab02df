using Lamella.Federation.Aggregation;
using Lamella.Federation.Studies;
using Lamella.Simulation.Data;

namespace Lamella.Simulation.Runs;

/// <summary>How many rounds and passes a seed has, for the progress bar.</summary>
internal static class UnitCount
{
    public static int Of(StudyProtocol protocol, StudyData data)
    {
        var sites = data.Training.Count();
        var central = protocol.Baselines.Epochs > 0 ? protocol.Baselines.Epochs : protocol.Training.Rounds;
        var arms = (protocol.Baselines.Local || protocol.Baselines.Ensemble ? sites : 0) + (protocol.Baselines.Pooled ? 1 : 0);
        return (arms * central) + protocol.Strategies.Sum(s => FederatedStrategies.Create(s).RoundsOnRecord(s.Rounds ?? protocol.Training.Rounds, sites));
    }
}
