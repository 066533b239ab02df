using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.EndToEnd.Tests.Network;
using Lamella.Site.Hosting;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Processes;

/// <summary>A hospital's steps with the real program: cohort, check, policy, approval.</summary>
public class HospitalStepsTests
{
    [Fact]
    public async Task A_site_checks_its_data_is_held_by_its_policy_and_approves_with_two_people()
    {
        using var hospitals = new TableConsortium(rounds: 1);
        await using var consortium = new DeployedConsortium(hospitals.StudyFile, hospitals.Data);
        await consortium.ProposeAsync();
        var home = consortium.PlaceOf("north");
        await consortium.HearOfStudyAsync("north");

        // The policy it begins with: 5 patients a cell, and the study says nothing of a least cell.
        Assert.Contains("smallestCell: the study tells figures of 1 patients, 5 is the least", await DeployedConsortium.DoAsync("site", "status", home), StringComparison.Ordinal);
        var map = Path.Combine(hospitals.Data, "north", "map.yaml");
        await DeployedConsortium.DoAsync("site", "cohort", "add", home, "all", "--map", map);
        Assert.Contains("smallestCell", await FailsAsync("site", "approve", home, "small", "--cohort", "all", "--by", "Dr North", "--role", "steward"), StringComparison.Ordinal);

        OpenPolicy.Write(new SiteFolder(home).Policy);
        var passed = await DeployedConsortium.DoAsync("site", "check", home, "small", "--cohort", "all");
        Assert.Contains("seed 1: train 28 (1: ", passed, StringComparison.Ordinal);
        Assert.Contains("a training step here", passed, StringComparison.Ordinal);
        Assert.Contains("The coordinator is told: passes, and no numbers.", passed, StringComparison.Ordinal);

        // A table that does not fit: everything is told here, and there a code.
        File.WriteAllText(Path.Combine(hospitals.Data, "north", "other.csv"), "id,a,b,y\n001,1,2,0\n002,x,2,1\n");
        await DeployedConsortium.DoAsync("site", "cohort", "add", home, "other", "--map", map, "--table", Path.Combine(hospitals.Data, "north", "other.csv"));
        Assert.Contains("'c'", await FailsAsync("site", "check", home, "small", "--cohort", "other"), StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await DeployedConsortium.DoAsync("study", "status", "small", "--at", consortium.Coordinator)).Contains("its data do not pass its check: LML2", StringComparison.Ordinal), DeployedConsortium.Longest);

        // The machine is looked at while the site runs, and the page for the firewall has the study's volume.
        var (_, looked, _) = await LamellaProcess.RunAsync("site", "doctor", home);
        Assert.All(["key", "policy", "coordinator", "clock"], check => Assert.Contains($"pass  {check}", looked, StringComparison.Ordinal));
        await DeployedConsortium.DoAsync("site", "doctor", home, "--ticket", consortium.PathOf("ticket.txt"));
        Assert.Contains("small   ", await File.ReadAllTextAsync(consortium.PathOf("ticket.txt")), StringComparison.Ordinal);

        // The paper for the data protection officer, at the coordinator and here; what is the hospital's stands in its own alone, and no patient in any.
        var (there, here) = (await DossierAsync(consortium, consortium.Coordinator), await DossierAsync(consortium, home));
        Assert.Contains("a test", there, StringComparison.Ordinal);
        Assert.DoesNotContain("approval.accounts", there, StringComparison.Ordinal);
        Assert.Contains("approval.accounts", here, StringComparison.Ordinal);
        Assert.DoesNotContain(hospitals.Data, here, StringComparison.Ordinal);

        // Two people; one person twice is one.
        var text = await File.ReadAllTextAsync(new SiteFolder(home).Policy);
        await File.WriteAllTextAsync(new SiteFolder(home).Policy, text.Replace("accounts: [\"*\"]", "accounts: [\"*\"], persons: 2", StringComparison.Ordinal));
        Assert.Contains("two people", await DeployedConsortium.DoAsync("site", "approve", home, "small", "--cohort", "all", "--by", "Dr North", "--role", "steward"), StringComparison.Ordinal);
        Assert.Contains("'Dr North' has approved", await FailsAsync("site", "approve", home, "small", "--cohort", "all", "--by", "Dr Nord", "--role", "steward"), StringComparison.Ordinal);
        Assert.Equal(1, File.ReadLines(new SiteFolder(home).Answers).Count(line => line.Contains("first of two", StringComparison.Ordinal)));

        await File.WriteAllTextAsync(new SiteFolder(home).Policy, text);
        Assert.Contains("takes part", await DeployedConsortium.DoAsync("site", "approve", home, "small", "--cohort", "all", "--by", "Dr North", "--role", "steward"), StringComparison.Ordinal);
        Assert.Contains("\"cohort\": \"all\"", await DossierAsync(consortium, home), StringComparison.Ordinal);

        // What is not over stays.
        Assert.Contains("LML8012", await FailsAsync("site", "purge", home, "small"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(new SiteFolder(home).Purges));
    }

    private static async Task<string> DossierAsync(DeployedConsortium consortium, string place)
    {
        await DeployedConsortium.DoAsync("study", "dossier", "small", "--at", place, "--out", consortium.PathOf("dossier"));
        return await File.ReadAllTextAsync(consortium.PathOf("dossier", "dossier.html")) + await File.ReadAllTextAsync(consortium.PathOf("dossier", "dossier.json"));
    }

    private static async Task<string> FailsAsync(params string[] arguments)
    {
        var (exit, output, errors) = await LamellaProcess.RunAsAsync([], arguments);
        Assert.NotEqual(0, exit);
        return output + errors;
    }
}
