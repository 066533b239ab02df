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
    /// <summary>The volume of a study.</summary>
    public static StudyVolume Of(StudyProtocol protocol)
    {
        long longest = 0, updates = 0, up = 0, down = 0;
        foreach (var strategy in protocol.Strategies)
        {
            var length = UpdateLayout.Length(protocol, strategy.Name);

            // With early stopping a round judges the model before it, so one more round judges the last.
            var rounds = (strategy.Rounds ?? protocol.Training.Rounds) + (protocol.Training.EarlyStopping is null ? 0L : 1L);
            longest = Math.Max(longest, length);
            updates += rounds * protocol.Seeds.Length;
            up += rounds * protocol.Seeds.Length * length;

            // What comes has the form of what goes: the model, and a control where there is one; then the final model.
            down += (rounds + 1) * protocol.Seeds.Length * length;
        }

        return new StudyVolume(UpdateLayout.Parameters(protocol), longest, updates, up, down);
    }
}
