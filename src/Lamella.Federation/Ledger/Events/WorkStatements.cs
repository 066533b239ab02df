using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger.Events;

/// <summary>R5: the site's update, by hash. The file itself stays out of the ledger.</summary>
/// <param name="Site">The site.</param>
/// <param name="Number">Number of the statement.</param>
/// <param name="Seen">Head last seen.</param>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Base">Blob of the model it started from.</param>
/// <param name="Update">Blob of the update.</param>
/// <param name="Bytes">Length of the update.</param>
/// <param name="Samples">Training patients behind it.</param>
/// <param name="FirstStep">Training steps the site had taken in this run before.</param>
/// <param name="Steps">Training steps taken for it; 0 in a preparation round.</param>
/// <param name="Loss">Mean training loss; null where not asked.</param>
/// <param name="HoldoutLoss">Loss of the base model on held-out patients; null where not asked.</param>
/// <param name="HoldoutSamples">Number of those.</param>
/// <param name="BytesReceived">Bytes the site received for the round.</param>
public sealed record UpdateSubmitted(
    SiteId Site, long Number, Head Seen, RunId Run, int Round, string Base, string Update, long Bytes, long Samples, long FirstStep, long Steps, double? Loss,
    double? HoldoutLoss, long HoldoutSamples, long BytesReceived) : SiteStatement(Site, Number, Seen);

/// <summary>R4: the site cannot do this round's work. A code crosses the line; the text of a site's fault stays at the site.</summary>
/// <param name="Site">The site.</param>
/// <param name="Number">Number of the statement.</param>
/// <param name="Seen">Head last seen.</param>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Final">Whether the site will not try this round again.</param>
public sealed record WorkFailed(SiteId Site, long Number, Head Seen, RunId Run, int Round, string Code, bool Final) : SiteStatement(Site, Number, Seen);
