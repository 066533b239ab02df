using Lamella.Federation.Studies;
using Lamella.Storage;

namespace Lamella.Site.Policy;

/// <summary>The policy that a site begins with: one coordinator, careful bounds, every figure; for the hospital to narrow.</summary>
public static class StarterPolicy
{
    /// <summary>Writes it where there is none yet.</summary>
    /// <param name="path">The policy's file.</param>
    /// <param name="coordinator">Where the site dials, host:port.</param>
    public static void Write(string path, string coordinator)
    {
        if (!File.Exists(path))
            DurableFile.Replace(path, file => file.Write(System.Text.Encoding.UTF8.GetBytes(TextFor(coordinator))));
    }

    /// <summary>Its text.</summary>
    public static string TextFor(string coordinator) => $$"""
        # What this hospital allows, whatever anybody asks. What is not named here is not allowed; a change counts at once.
        # Every key: docs/policy.md. What it comes to: ./lamella site policy FOLDER

        coordinators: ["{{coordinator}}"]
        studies: ["*"]              # short names or hashes; * stands for any letters
        purposes: ["*"]             # as they are proposed

        approval:
          names: ["*"]              # who may approve, e.g. ["Dr Ada Lovelace"]
          accounts: ["*"]           # with which accounts of this machine
          persons: 1                # 2: two people, each with an account of their own

        metrics: [training-loss, holdout-loss, column-sums, test-metrics]   # figures about patients that may leave beside weights
        smallestCell: 5             # a figure of a study's reports rests on at least so many patients of a class
        tellCounts: false           # whether the coordinator may be told how many patients a check found

        updates:                    # what one update may reveal
          minimumPatients: 10
          minimumSamples: 50        # patients of a step times the steps of an update
          maximumParameters: 10000000
          roundBytes: 100000000
          studyBytes: 10000000000
          minimumSites: 1           # 1: {{Disclosure.OfOwnUpdate}}; more is not possible yet, and refuses every study

        # hours: {from: "18:00", until: "06:00"}   # local time in which work may begin
        # retention: 90                              # days after a study's end after which what it left here is purged
        # machine: {cores: 2, bandwidth: 2000000}  # processors that work uses, bytes a second of files that come and go
        """ + "\n";
}
