using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Lamella.Federation;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Pathology.Files;
using Lamella.Site.Doctor;
using Lamella.Site.Hosting;
using Lamella.Transport.Identity;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site doctor FOLDER</c>: looks at everything the site needs, also before it has joined; <c>--ticket FILE</c> writes the page for the firewall's people.</summary>
internal static class SiteDoctorVerb
{
    public static Command Create()
    {
        var folder = SiteVerb.Folder();
        var coordinator = new Option<string?>("--coordinator") { Description = "The coordinator, host:port, while the site has not joined." };
        var proxy = new Option<string?>("--proxy") { Description = "The hospital's proxy, http://host:port or http://user:password@host:port, while the site has not joined." };
        var ticket = new Option<string?>("--ticket") { Description = "Write a page for the firewall's people to this file, and look at nothing." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("doctor", "Look whether this machine is fit for a site: name, proxy, TLS, clock, disk, libraries, key, sandbox, policy. Each fault has a remedy.") { folder, coordinator, proxy, ticket, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (place, output) = (parsed.GetRequiredValue(folder), parsed.InvocationConfiguration.Output);
            var (address, authority) = HubOf(place, parsed.GetValue(coordinator));
            using var owned = authority;
            var through = ProxyOf(place, parsed.GetValue(proxy));
            var studies = await KnownStudies.AtAsync(place, cancellation);
            if (parsed.GetValue(ticket) is { } file)
            {
                AtomicFile.WriteText(file, FirewallTicket.Of(
                    Environment.MachineName, address ?? throw NoCoordinator(), through is null ? null : $"{through.Host}:{through.Port}", studies));
                output.WriteLine(Path.GetFullPath(file));
                return 0;
            }

            var checks = DoctorChecks.Of(place, address, authority, through, NeededBy(studies), TimeProvider.System);
            var findings = await new SiteDoctor(TimeProvider.System, SiteDoctor.Longest).LookAsync(checks, cancellation);
            if (parsed.GetValue(json))
                VerbJson.Write(findings, output);
            else
                Show(findings, address, output);
            return findings.Any(f => f.Verdict == DoctorVerdict.Fail) ? 1 : 0;
        });
        return command;
    }

    /// <summary>Where the site dials and who must answer there: of its folder, or before joining what was given.</summary>
    private static (string? Address, X509Certificate2? Authority) HubOf(string folder, string? given)
    {
        var identity = Path.Combine(folder, SiteFolder.IdentityName);
        if (!SiteIdentity.Exists(identity))
            return (given, null);
        var (address, authority) = SiteIdentity.HubOf(identity);
        if (given is null || given == address)
            return (address, authority);
        authority.Dispose();
        throw new LamellaException(ErrorCodes.UsageWrong, $"The site has joined the coordinator at {address}.", "Leave --coordinator out.");
    }

    private static Uri? ProxyOf(string folder, string? given)
    {
        var settings = given is null ? SiteSettings.Read(Path.Combine(folder, SiteFolder.SettingsName)) : new SiteSettings { Proxy = given };
        return settings.ToProxy() is null ? null : new Uri(settings.Proxy!);
    }

    /// <summary>Models received, states and updates of each run: what lies in job folders, generously.</summary>
    private static long NeededBy(IReadOnlyList<StudyProtocol> studies)
    {
        const int Copies = 8;
        return studies.Sum(s => StudyVolume.Of(s).LongestUpdate * Copies * s.Strategies.Length * s.Seeds.Length);
    }

    private static void Show(IReadOnlyList<DoctorFinding> findings, string? address, TextWriter output)
    {
        foreach (var finding in findings)
        {
            var code = finding.Code.Length > 0 ? $"{finding.Code} " : "";
            var line = $"{Mark(finding.Verdict)}  {finding.Check,-11}  {code}{EventWords.Plain(finding.Found)}";
            output.WriteLine(finding.Verdict == DoctorVerdict.Fail ? Alarm.In(output, line) : line);
            if (finding.Remedy.Length > 0)
                output.WriteLine($"                   {EventWords.Plain(finding.Remedy)}");
        }

        if (address is null)
            output.WriteLine("The way to the coordinator was not looked at: name it with --coordinator HOST:PORT, or join first.");
    }

    private static string Mark(DoctorVerdict verdict) => verdict switch
    {
        DoctorVerdict.Pass => "pass",
        DoctorVerdict.Warn => "WARN",
        DoctorVerdict.Fail => "FAIL",
        _ => "-   ",
    };

    private static LamellaException NoCoordinator() =>
        new(ErrorCodes.UsageWrong, "The site has not joined, so nobody knows which coordinator the page is about.", "Name it with --coordinator HOST:PORT, or join first.");
}
