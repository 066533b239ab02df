namespace Lamella.Federation.Rounds;

/// <summary>What a round asks of its sites.</summary>
public enum RoundKind
{
    /// <summary>Train on the model and send the change.</summary>
    Training,

    /// <summary>Send declared aggregates of the training patients: n, sums and sums of squares, over at least the smallest cell.</summary>
    Preparation,
}
