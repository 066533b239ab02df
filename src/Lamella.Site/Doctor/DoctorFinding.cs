using Lamella.Federation;

namespace Lamella.Site.Doctor;

/// <summary>What a check has found.</summary>
/// <param name="Check">Name of the check.</param>
/// <param name="Verdict">What it comes to.</param>
/// <param name="Found">What was found, in words.</param>
/// <param name="Remedy">What to do; empty for nothing.</param>
/// <param name="Code">The fault's code; empty where it has none.</param>
public sealed record DoctorFinding(string Check, DoctorVerdict Verdict, string Found, string Remedy = "", string Code = "")
{
    /// <summary>A fault that is known by a code.</summary>
    public static DoctorFinding Of(string check, LamellaException fault) => new(check, DoctorVerdict.Fail, fault.Fault, fault.Remedy, fault.Code);
}
