using System.Text.Json.Serialization;

namespace Lamella.Federation.Ledger.Events;

/// <summary>
/// Something that happened in a federation. A closed family: what is not here cannot be in a ledger. The name is the version; names are never reused.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(LedgerOpened), "ledger-opened")]
[JsonDerivedType(typeof(SiteEnrolled), "site-enrolled")]
[JsonDerivedType(typeof(SiteRemoved), "site-removed")]
[JsonDerivedType(typeof(StatementRefused), "statement-refused")]
[JsonDerivedType(typeof(StorageRecovered), "storage-recovered")]
[JsonDerivedType(typeof(StudyProposed), "study-proposed")]
[JsonDerivedType(typeof(StudyCancelled), "study-cancelled")]
[JsonDerivedType(typeof(StudyApproved), "study-approved")]
[JsonDerivedType(typeof(StudyRefused), "study-refused")]
[JsonDerivedType(typeof(ApprovalRevoked), "approval-revoked")]
[JsonDerivedType(typeof(DataChecked), "data-checked")]
[JsonDerivedType(typeof(HeadSeen), "head-seen")]
[JsonDerivedType(typeof(RunQueued), "run-queued")]
[JsonDerivedType(typeof(RunOpened), "run-opened")]
[JsonDerivedType(typeof(RunWaiting), "run-waiting")]
[JsonDerivedType(typeof(RunContinued), "run-continued")]
[JsonDerivedType(typeof(RunEnded), "run-ended")]
[JsonDerivedType(typeof(RoundOpened), "round-opened")]
[JsonDerivedType(typeof(SitesSelected), "sites-selected")]
[JsonDerivedType(typeof(ModelPublished), "model-published")]
[JsonDerivedType(typeof(SiteStarted), "site-started")]
[JsonDerivedType(typeof(SiteSuspected), "site-suspected")]
[JsonDerivedType(typeof(SiteReturned), "site-returned")]
[JsonDerivedType(typeof(UpdateSubmitted), "update-submitted")]
[JsonDerivedType(typeof(WorkFailed), "work-failed")]
[JsonDerivedType(typeof(ModelScored), "model-scored")]
[JsonDerivedType(typeof(UpdateAccepted), "update-accepted")]
[JsonDerivedType(typeof(UpdateRejected), "update-rejected")]
[JsonDerivedType(typeof(UpdateLate), "update-late")]
[JsonDerivedType(typeof(SiteExcluded), "site-excluded")]
[JsonDerivedType(typeof(RoundClosed), "round-closed")]
[JsonDerivedType(typeof(RoundAggregated), "round-aggregated")]
[JsonDerivedType(typeof(RoundRecorded), "round-recorded")]
public abstract record LedgerEvent
{
    private protected LedgerEvent()
    {
    }
}
