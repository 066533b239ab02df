using System.CommandLine;
using Lamella.Federation;
using Lamella.Site.Egress;
using Lamella.Site.Hosting;
using Lamella.Site.Policy;
using Lamella.Transport.Identity;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site join FOLDER --code CODE</c>: makes the site's key, which stays there, and gets its certificate.</summary>
internal static class SiteJoinVerb
{
    public static Command Create()
    {
        var folder = SiteVerb.Folder();
        var code = new Option<string>("--code") { Description = "The join code from the coordinator.", Required = true };
        var proxy = new Option<string?>("--proxy") { Description = "The hospital's proxy, http://host:port; kept in site.json, where a user and password can be added." };
        var command = new Command("join", "Join a federation with a join code. The site's key is made here, or comes as the credential lamella-site-key, and never leaves.") { folder, code, proxy };
        command.SetAction(async (parsed, cancellation) =>
        {
            var joining = JoinCode.Parse(parsed.GetRequiredValue(code));
            var place = new SiteFolder(parsed.GetRequiredValue(folder));
            RequireSame(place, joining);
            if (parsed.GetValue(proxy) is { } through)
                new SiteSettings { Proxy = through }.Write(place.Settings);
            using var log = new EgressLog(place.EgressLog, TimeProvider.System);
            using var identity = await EgressGate.JoinAsync(joining, place.Identity, log, SiteSettings.Read(place.Settings).ToProxy(), cancellation);
            StarterPolicy.Write(place.Policy, identity.Address);
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"{identity.Site} has joined; its certificate holds until {identity.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd} and renews itself.");
            output.WriteLine();
            output.WriteLine($"  {identity.Words}");
            output.WriteLine();
            output.WriteLine("Compare these six words with the coordinator's people by telephone; other words mean that somebody sits in between.");
            output.WriteLine($"What this hospital allows stands in {place.Policy}: read it, and narrow it.");
            output.WriteLine($"Next: ./lamella site run {parsed.GetRequiredValue(folder)}");
            return 0;
        });
        return command;
    }

    /// <summary>A folder belongs to one site of one federation: its ledger and its record of what left speak of that one.</summary>
    private static void RequireSame(SiteFolder place, JoinCode code)
    {
        if (!SiteIdentity.Exists(place.Identity))
            return;
        using var there = SiteIdentity.Open(place.Identity);
        if (there.Site != code.Site || there.Address != code.Address)
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"The folder belongs to {there.Site} at {there.Address}, the code is for {code.Site} at {code.Address}.", "Name another folder.");
    }
}
