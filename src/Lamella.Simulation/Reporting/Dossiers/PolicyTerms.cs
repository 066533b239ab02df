using System.Collections.Immutable;
using System.Globalization;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>A hospital's policy in lines for people, named as in its file. A test holds them against the policy's fields, both ways.</summary>
internal static class PolicyTerms
{
    /// <summary>Every field of it.</summary>
    public static IReadOnlyList<DossierLine> Of(SitePolicy policy) =>
    [
        new("coordinators", List(policy.Coordinators)),
        new("studies", List(policy.Studies)),
        new("purposes", List(policy.Purposes)),
        new("approval.names", List(policy.Approvers)),
        new("approval.accounts", List(policy.Accounts)),
        new("approval.persons", Number(policy.Persons)),
        new("metrics", List(policy.Metrics)),
        new("smallestCell", $"{Number(policy.SmallestCell)} patients at least"),
        new("tellCounts", policy.TellsCounts ? "yes" : "no"),
        new("updates.minimumPatients", $"{Number(policy.MinimumPatients)} at least"),
        new("updates.minimumSamples", $"{Number(policy.MinimumSamples)} at least"),
        new("updates.maximumParameters", $"{Number(policy.MaximumParameters)} at most"),
        new("updates.roundBytes", $"{Number(policy.RoundBytes)} at most"),
        new("updates.studyBytes", $"{Number(policy.StudyBytes)} at most"),
        new("updates.minimumSites", Number(policy.MinimumSites)),
        new("hours", policy is { From: { } from, Until: { } until } ? string.Create(CultureInfo.InvariantCulture, $"{from:HH:mm} to {until:HH:mm}") : "any"),
        new("retention", policy.Retention is { } days ? $"{Number(days)} days after a study's end" : "until somebody purges"),
        new("machine.cores", policy.Cores is { } cores ? $"{Number(cores)} at most" : "all"),
        new("machine.bandwidth", policy.Bandwidth is { } rate ? $"{Number(rate)} bytes a second at most" : "what the line gives"),
    ];

    private static string List(ImmutableArray<string> texts) => texts.IsEmpty ? "none" : string.Join(", ", texts.Select(t => t == "*" ? "any" : t));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
