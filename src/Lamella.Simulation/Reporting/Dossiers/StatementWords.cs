using System.Collections.Immutable;
using Lamella.Federation.Studies;
using Lamella.Site.Egress;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>The statements that a hospital's site can sign, in words for people. A test holds them against the events of the ledger, both ways: a new one, or a new field, is thought about here, too.</summary>
internal static class StatementWords
{
    private const string Study = "hash of the study's protocol", Run = "run: study, strategy, seed", Round = "its round", Free = "free text";

    private static readonly ImmutableArray<DossierLine> OfAll =
        [new("site", "name of the site"), new("number", "number of the statement at this site"), new("seen", "last entry of the ledger that the site has seen, and its hash")];

    private static readonly ImmutableArray<(string Name, string WhatFor, ImmutableArray<DossierLine> Fields)> Words =
    [
        ("study-approved", "A person at the hospital allows the study, within bounds.", Fields(
            ("study", Study), ("purpose", "the purpose as it was proposed"), ("metrics", "figures about patients that are allowed beside weights"), ("approver", $"name of the person ({Free})"),
            ("role", $"their role ({Free})"), ("expires", "end of the approval"), ("leastSamples", "fewest training patients an update may rest on"),
            ("mostSamples", "most training patients an update may rest on: a count of patients"), ("cohort", "salted hash that stands for the cohort; without the salt, which stays, it tells nothing"))),
        ("study-refused", "A person at the hospital does not allow the study.", Fields(("study", Study), ("refusedBy", $"name of the person ({Free})"), ("reason", $"why, as far as the hospital tells ({Free})"))),
        ("approval-revoked", "The hospital withdraws from the study.", Fields(("study", Study), ("revokedBy", $"name of the person ({Free})"), ("reason", $"why, as far as the hospital tells ({Free})"))),
        ("data-checked", "The study was tried out on the hospital's data.", Fields(("study", Study), ("code", "whether they pass, or a code"), ("trainingPatients", "number of training patients"))),
        ("head-seen", "Nothing but how far the site's copy of the ledger reaches.", Fields()),
        ("update-submitted", "The site's update of a round, by its hash.", Fields(
            ("run", Run), ("round", Round), ("base", "hash of the model it started from"), ("update", "hash of the update"), ("bytes", "its length"),
            ("samples", "number of training patients behind it"), ("firstStep", "training steps taken before"), ("steps", "training steps taken for it"), ("loss", "mean training loss"),
            ("holdoutLoss", "loss on patients who are held out"), ("holdoutSamples", "number of patients who are held out"), ("bytesReceived", "bytes received for the round"))),
        ("work-failed", "The site cannot do a round's work; the fault's text stays there.", Fields(("run", Run), ("round", Round), ("code", "a code"), ("final", "whether it is tried again"))),
        ("model-scored", "A finished model was scored on the hospital's own test patients, at home.", Fields(
            ("run", Run), ("arm", "whether it is the common model or the hospital's own"), ("model", "hash of the model"), ("patients", "number of test patients; 0 where it is below the smallest cell"),
            ("withheld", "why no figures are told"), ("metrics", "figures over all test patients, such as AUC, with intervals"))),
    ];

    /// <summary>Every kind, with its fields as they are in a study.</summary>
    public static IReadOnlyList<DossierMessage> Of(DossierSubject subject) =>
    [
        .. Words.Select(kind => new DossierMessage(
            kind.Name, kind.WhatFor, EgressKinds.Statement.MostBytes, "the coordinator, every site, whoever is given the ledger", "as long as the ledger: not limited",
            [.. OfAll.Select(f => new DossierField(f.Name, f.Words, FieldUse.Always)), .. kind.Fields.Select(f => new DossierField(f.Name, f.Words, Use(subject, kind.Name, f.Name)))])),
    ];

    private static string Use(DossierSubject subject, string statement, string field) => (statement, field) switch
    {
        ("update-submitted", "loss") => Figure(subject, SiteMetrics.TrainingLoss),
        ("update-submitted", "holdoutLoss" or "holdoutSamples") => Figure(subject, SiteMetrics.HoldoutLoss),
        ("model-scored", _) => Figure(subject, SiteMetrics.TestMetrics),
        ("data-checked", "trainingPatients") => subject.Hospital is { } own ? own.Policy.TellsCounts ? FieldUse.Always : FieldUse.Kept : FieldUse.ByPolicy,
        _ => FieldUse.Always,
    };

    private static string Figure(DossierSubject subject, string metric) =>
        !subject.Metrics.Contains(metric) ? FieldUse.NotAsked
        : subject.Hospital is { } own && !own.Policy.Metrics.Contains(metric) ? FieldUse.Kept
        : FieldUse.Asked;

    private static ImmutableArray<DossierLine> Fields(params (string Name, string Words)[] fields) => [.. fields.Select(f => new DossierLine(f.Name, f.Words))];
}
