using System.CommandLine;

namespace Lamella.Cli.Verbs.Studies;

/// <summary>What the verbs about a coordinator's studies have in common.</summary>
internal static class StudyAt
{
    public static Option<string> Coordinator() => new("--at") { Description = "The coordinator's folder.", Required = true };

    public static Argument<string> Study() => new("study") { Description = "The study: its short name, or the first digits of its hash." };

    public static Option<string> By() => new("--by") { Description = "Who you are; it stands in the ledger.", Required = true };
}
