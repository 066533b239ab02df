namespace Lamella.Federation.Rounds;

/// <summary>What a site's work on a round gives. A closed set.</summary>
public abstract record WorkResult
{
    private protected WorkResult()
    {
    }
}

/// <summary>An update, committed at the site together with the state it belongs to.</summary>
/// <param name="Update">SHA-256 of its file.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Samples">Training patients behind it.</param>
/// <param name="FirstStep">Training steps the site had taken in this run before.</param>
/// <param name="Steps">Steps taken for it; 0 in a preparation round.</param>
/// <param name="Loss">Mean training loss; null where not asked.</param>
/// <param name="HoldoutLoss">Loss of the base model on held-out patients; null where not asked.</param>
/// <param name="HoldoutSamples">Number of those patients.</param>
/// <param name="BytesReceived">Bytes received for the round.</param>
public sealed record UpdateMade(
    string Update, long Bytes, long Samples, long FirstStep, long Steps, double? Loss, double? HoldoutLoss, long HoldoutSamples, long BytesReceived) : WorkResult;

/// <summary>The work could not be done.</summary>
/// <param name="Code">Stable code; the text stays at the site.</param>
/// <param name="Final">Whether trying again would give the same.</param>
public sealed record WorkCouldNot(string Code, bool Final) : WorkResult;
