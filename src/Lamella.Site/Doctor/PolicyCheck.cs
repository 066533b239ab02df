using Lamella.Protocols;

namespace Lamella.Site.Doctor;

/// <summary>The hospital's policy: there, and without a fault.</summary>
/// <param name="path">Its file.</param>
/// <param name="coordinator">Where the site dials, host:port; null: not known yet.</param>
public sealed class PolicyCheck(string path, string? coordinator) : IDoctorCheck
{
    /// <inheritdoc />
    public string Name => "policy";

    /// <inheritdoc />
    public string? After => null;

    /// <inheritdoc />
    public Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            return Task.FromResult(coordinator is null
                ? new DoctorFinding(Name, DoctorVerdict.NotTried, "'site join' writes one to begin with.")
                : new DoctorFinding(Name, DoctorVerdict.Fail, "There is no policy, so nothing is allowed.", "Write one (docs/policy.md)."));
        }

        var policy = PolicyReader.ReadOrThrow(path);
        return Task.FromResult(policy.Studies.IsEmpty || policy.Purposes.IsEmpty || policy.Approvers.IsEmpty || policy.Accounts.IsEmpty || policy.Coordinators.IsEmpty
            ? new DoctorFinding(Name, DoctorVerdict.Warn, "It has no fault, and allows nothing: a list of it is empty.", "Look what it comes to: ./lamella site policy FOLDER.")
            : new DoctorFinding(Name, DoctorVerdict.Pass, "It has no fault."));
    }
}
