namespace Lamella.Testing;

/// <summary>A policy under which a test's approvals are all that counts.</summary>
public static class OpenPolicy
{
    private const string Text = """
        coordinators: ["*"]
        studies: ["*"]
        purposes: ["*"]
        approval: {names: ["*"], accounts: ["*"]}
        metrics: [training-loss, holdout-loss, column-sums, test-metrics]
        smallestCell: 1
        updates: {minimumPatients: 1, minimumSamples: 1, maximumParameters: 100000000, roundBytes: 1000000000, studyBytes: 1000000000000}
        """;

    /// <summary>Writes it, and what a test adds.</summary>
    public static void Write(string path, string more = "") => File.WriteAllText(path, $"{Text}\n{more}\n");
}
