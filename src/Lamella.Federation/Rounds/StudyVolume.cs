using Lamella.Federation.Models;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>What a study sends over a training site's line at most, from its protocol; signs of life and entries of the ledger (some kilobytes a round) not counted.</summary>
/// <param name="Parameters">Numbers of the model that travels.</param>
/// <param name="LongestUpdate">Bytes of the longest update.</param>
/// <param name="Updates">Updates of one site in all runs.</param>
/// <param name="Up">Bytes of all of them.</param>
/// <param name="Down">Bytes of all models and controls that the site fetches, the final ones to score among them.</param>
public sealed record StudyVolume(long Parameters, long LongestUpdate, long Updates, long Up, long Down)
{
    /// <summary>The volume of a study. What comes in a round has the form of what goes: the model, and a control where there is one; of each run the final model comes, too.</summary>
    public static StudyVolume Of(StudyProtocol protocol)
    {
        var lengths = protocol.Strategies.Select(s => UpdateLayout.Length(protocol, s.Name)).ToList();
        var up = RunLength.BytesOfSite(protocol);
        return new StudyVolume(
            UpdateLayout.Parameters(protocol),
            lengths.Max(),
            protocol.Seeds.Length * protocol.Strategies.Sum(s => RunLength.RoundsOfSite(protocol, s)),
            up,
            up + (protocol.Seeds.Length * lengths.Sum()));
    }
}
