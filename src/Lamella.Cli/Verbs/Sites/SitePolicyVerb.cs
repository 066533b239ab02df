using System.CommandLine;
using Lamella.Federation.Studies;
using Lamella.Protocols;
using static Lamella.Cli.Verbs.Sites.Numbers;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site policy FOLDER</c>: what the hospital's policy comes to; every fault with its line where it has some.</summary>
internal static class SitePolicyVerb
{
    public static Command Create()
    {
        var folder = SiteVerb.Folder();
        var command = new Command("policy", "Check this hospital's policy, and show what it allows.") { folder };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var file = SiteVerb.Open(parsed.GetRequiredValue(folder)).Policy;
            var policy = PolicyReader.ReadOrThrow(file);
            output.WriteLine($"{file}");
            Line("coordinators", policy.Coordinators);
            Line("studies", policy.Studies);
            Line("purposes", policy.Purposes);
            Line("approved by", policy.Approvers);
            Line("with accounts", policy.Accounts);
            output.WriteLine($"  people who must approve: {policy.Persons}");
            Line("figures that may leave", policy.Metrics);
            output.WriteLine($"  a figure rests on at least {Number(policy.SmallestCell)} patients; the coordinator is {(policy.TellsCounts ? "told" : "not told")} how many a check found");
            output.WriteLine($"  an update: at least {Number(policy.MinimumPatients)} patients, {Number(policy.MinimumSamples)} seen; at most {Number(policy.MaximumParameters)} numbers, {Number(policy.RoundBytes)} bytes; {Number(policy.StudyBytes)} bytes in a study");
            output.WriteLine(policy.MinimumSites > 1
                ? $"  NO STUDY can be approved: an update may only be seen in a sum over {Number(policy.MinimumSites)} sites, which is not possible yet"
                : $"  {Disclosure.OfOwnUpdate}");
            output.WriteLine($"  work begins {(policy is { From: { } from, Until: { } until } ? $"from {from:HH:mm} until {until:HH:mm}, local time" : "at any time of day")}");
            output.WriteLine($"  what a study leaves here is purged {(policy.Retention is { } days ? $"{Number(days)} days after its end" : "when somebody says so (site purge)")}");
            output.WriteLine($"  work uses {(policy.Cores is { } cores ? $"at most {Number(cores)}" : "all")} processors; files come and go with {(policy.Bandwidth is { } rate ? $"at most {Number(rate)} bytes a second" : "what the line gives")}");
            return 0;

            void Line(string what, IEnumerable<string> texts) => output.WriteLine($"  {what}: {(texts.Any() ? string.Join(", ", texts.Select(t => t == "*" ? "any" : t)) : "none")}");
        });
        return command;
    }
}
