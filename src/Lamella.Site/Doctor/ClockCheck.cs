using System.Globalization;
using Lamella.Transport.Line;

namespace Lamella.Site.Doctor;

/// <summary>The site's clock beside the coordinator's.</summary>
/// <param name="probe">The way to the coordinator.</param>
/// <param name="time">The site's clock.</param>
public sealed class ClockCheck(HubProbe probe, TimeProvider time) : IDoctorCheck
{
    /// <summary>Beyond this certificates and approvals may begin or end at the wrong time for one of both.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    /// <summary>Beyond this it is worth a look: an answer tells seconds.</summary>
    public static readonly TimeSpan Good = TimeSpan.FromSeconds(15);

    private const string Remedy = "Let the machine keep time by NTP: timedatectl set-ntp true. If it does, ask the coordinator's people for theirs.";

    /// <inheritdoc />
    public string Name => "clock";

    /// <inheritdoc />
    public string? After => "coordinator";

    /// <inheritdoc />
    public async Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        var asked = time.GetUtcNow();
        if (await probe.TimeAsync(cancellation).ConfigureAwait(false) is not { } there)
            return new DoctorFinding(Name, DoctorVerdict.Warn, "The coordinator tells no time.");

        // It was told somewhere between question and answer.
        var ahead = asked + ((time.GetUtcNow() - asked) / 2) - there;
        var words = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(ahead.TotalSeconds):N0} seconds {(ahead < TimeSpan.Zero ? "behind" : "ahead of")} the coordinator's.");
        return ahead.Duration() > Most ? new DoctorFinding(Name, DoctorVerdict.Fail, words, Remedy)
            : ahead.Duration() > Good ? new DoctorFinding(Name, DoctorVerdict.Warn, words, Remedy)
            : new DoctorFinding(Name, DoctorVerdict.Pass, words);
    }
}
