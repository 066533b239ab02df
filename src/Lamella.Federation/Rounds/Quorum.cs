using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>Whether enough sites contributed.</summary>
public static class Quorum
{
    /// <summary>Least number of contributing sites of a study.</summary>
    public static int Needed(StudyProtocol protocol)
    {
        var training = protocol.Sites.Count(s => s.Role == SiteRole.Train);
        return protocol.Quorum.Sites == 0 ? training : Math.Min(protocol.Quorum.Sites, training);
    }

    /// <summary>How a round with these contributions ends.</summary>
    public static RoundResult Judge(int needed, int training, int contributed) =>
        contributed < needed ? RoundResult.QuorumMissed : contributed < training ? RoundResult.Degraded : RoundResult.Complete;
}
