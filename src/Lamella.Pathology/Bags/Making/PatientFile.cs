using System.Buffers;
using Lamella.Federation;

namespace Lamella.Pathology.Bags.Making;

/// <summary>Where a patient's bag lies. A patient's id names the file, so it must not lead anywhere else.</summary>
internal static class PatientFile
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\:*?\"<>|\0");

    public static string Path(string folder, string patientId) => System.IO.Path.Combine(folder, patientId + ".h5");

    public static void Require(string patientId)
    {
        if (patientId.Length is 0 or > 200 || patientId is "." or ".." || patientId.AsSpan().ContainsAny(Forbidden) || patientId.Any(char.IsControl))
            throw new LamellaException(ErrorCodes.TableUnreadable, $"the patient id '{patientId}' cannot be a file name.", "Use ids of letters, digits, '-', '_' and '.', at most 200 characters.");
    }
}
