using System.Globalization;
using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;
using static Lamella.Protocols.Studies.StudyBuilder;

namespace Lamella.Protocols.Policies;

/// <summary>A policy's document that has no fault, made into the record.</summary>
internal static class PolicyBuilder
{
    /// <summary>The policy; what is left out has the record's default.</summary>
    public static SitePolicy Build(DocumentNode root)
    {
        var approval = root["approval"]!;
        var policy = new SitePolicy
        {
            Coordinators = TextsOf(root["coordinators"]),
            Studies = TextsOf(root["studies"]),
            Purposes = TextsOf(root["purposes"]),
            Approvers = TextsOf(approval["names"]),
            Accounts = TextsOf(approval["accounts"]),
            Metrics = TextsOf(root["metrics"]),
            TellsCounts = root["tellCounts"]?.Flag ?? false,
            From = TimeOf(root["hours"]?["from"]),
            Until = TimeOf(root["hours"]?["until"]),
            Retention = (int?)root["retention"]?.Integer,
            Cores = (int?)root["machine"]?["cores"]?.Integer,
            Bandwidth = root["machine"]?["bandwidth"]?.Integer,
        };
        var updates = root["updates"];
        return policy with
        {
            Persons = (int)(approval["persons"]?.Integer ?? policy.Persons),
            SmallestCell = (int)(root["smallestCell"]?.Integer ?? policy.SmallestCell),
            MinimumPatients = updates?["minimumPatients"]?.Integer ?? policy.MinimumPatients,
            MinimumSamples = updates?["minimumSamples"]?.Integer ?? policy.MinimumSamples,
            MaximumParameters = updates?["maximumParameters"]?.Integer ?? policy.MaximumParameters,
            RoundBytes = updates?["roundBytes"]?.Integer ?? policy.RoundBytes,
            StudyBytes = updates?["studyBytes"]?.Integer ?? policy.StudyBytes,
            MinimumSites = (int)(updates?["minimumSites"]?.Integer ?? policy.MinimumSites),
        };
    }

    private static TimeOnly? TimeOf(DocumentNode? node) => node?.Text is { } text ? TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture) : null;
}
