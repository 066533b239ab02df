using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger.Events;

/// <summary>A person at the site allows the study, within bounds.</summary>
/// <param name="Site">The site.</param>
/// <param name="Number">Number of the statement.</param>
/// <param name="Seen">Head last seen.</param>
/// <param name="Study">Hash of the protocol that was read.</param>
/// <param name="Purpose">The purpose it is allowed for; must be the proposal's.</param>
/// <param name="Metrics">Figures about patients that may be asked.</param>
/// <param name="Approver">Who allows it.</param>
/// <param name="Role">In what role, e.g. "data steward".</param>
/// <param name="Expires">End of the approval, milliseconds since 1970 UTC; null: none.</param>
/// <param name="LeastSamples">Fewest training patients an update may be said to rest on.</param>
/// <param name="MostSamples">Most training patients an update may be said to rest on.</param>
/// <param name="Cohort">What stands for the cohort it is allowed with: a salted SHA-256, of which nobody but the site can say what it is of; null: not told.</param>
public sealed record StudyApproved(
    SiteId Site, long Number, Head Seen, string Study, string Purpose, ImmutableArray<string> Metrics, string Approver, string Role, long? Expires, long LeastSamples, long MostSamples,
    string? Cohort = null)
    : SiteStatement(Site, Number, Seen);

/// <summary>A person at the site does not allow the study.</summary>
/// <param name="Site">The site.</param>
/// <param name="Number">Number of the statement.</param>
/// <param name="Seen">Head last seen.</param>
/// <param name="Study">The study.</param>
/// <param name="RefusedBy">Who.</param>
/// <param name="Reason">Why, as far as the site tells.</param>
public sealed record StudyRefused(SiteId Site, long Number, Head Seen, string Study, string RefusedBy, string Reason) : SiteStatement(Site, Number, Seen);

/// <summary>The site withdraws from the study: at once, also in the middle of a round.</summary>
/// <param name="Site">The site.</param>
/// <param name="Number">Number of the statement.</param>
/// <param name="Seen">Head last seen.</param>
/// <param name="Study">The study.</param>
/// <param name="RevokedBy">Who.</param>
/// <param name="Reason">Why, as far as the site tells.</param>
public sealed record ApprovalRevoked(SiteId Site, long Number, Head Seen, string Study, string RevokedBy, string Reason) : SiteStatement(Site, Number, Seen);

/// <summary>Somebody at the site has tried the study out on the site's own data. It binds nobody; the numbers and the fault's text stay at the site.</summary>
/// <param name="Site">The site.</param>
/// <param name="Number">Number of the statement.</param>
/// <param name="Seen">Head last seen.</param>
/// <param name="Study">The study.</param>
/// <param name="Code">What was found, as a stable code; empty: the data pass.</param>
/// <param name="TrainingPatients">Training patients in the smallest split; null where the site's policy does not tell.</param>
public sealed record DataChecked(SiteId Site, long Number, Head Seen, string Study, string Code, long? TrainingPatients) : SiteStatement(Site, Number, Seen);
