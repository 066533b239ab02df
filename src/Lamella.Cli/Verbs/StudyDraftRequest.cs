namespace Lamella.Cli.Verbs;

/// <summary>What <c>study new</c> was given; empty where an option was left out.</summary>
internal sealed record StudyDraftRequest(string Table, string Bags, string Output, string Outcome, string Time, string Event, string Patient, string Site);
