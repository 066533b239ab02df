using System.Text;
using Grpc.Core;
using Lamella.Federation;
using Microsoft.AspNetCore.Http;

namespace Lamella.Transport.Mapping;

/// <summary>Faults cross the line as a status with code, words and remedy beside it, and come out at the other end as the same fault.</summary>
internal static class WireFaults
{
    // Binary: words may hold what a header may not.
    private const string Code = "lamella-code", Fault = "lamella-fault-bin", Remedy = "lamella-remedy-bin";

    public static RpcException ToWire(LamellaException fault) => new(
        new Status(StatusOf(fault.Code), fault.Code),
        new Metadata { { Code, fault.Code }, { Fault, Encoding.UTF8.GetBytes(fault.Fault) }, { Remedy, Encoding.UTF8.GetBytes(fault.Remedy) } });

    /// <summary>Whether an answer says what was wrong.</summary>
    public static bool IsTold(IHeaderDictionary trailers) => trailers.ContainsKey(Code);

    /// <summary>What an answer says of a fault, as it stands on the wire.</summary>
    public static IEnumerable<(string Name, string Value)> Trailers(LamellaException fault) =>
        ToWire(fault).Trailers.Select(t => (t.Key, t.IsBinary ? Convert.ToBase64String(t.ValueBytes) : t.Value));

    /// <summary>The fault that the other end told; null when the line itself failed.</summary>
    public static LamellaException? FromWire(RpcException fault)
    {
        if (fault.Trailers.GetValue(Code) is not { } code)
            return null;
        string Words(string key) => fault.Trailers.GetValueBytes(key) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        return new LamellaException(code, Words(Fault), Words(Remedy), fault);
    }

    private static StatusCode StatusOf(string code) => code switch
    {
        ErrorCodes.CallerRefused => StatusCode.Unauthenticated,
        ErrorCodes.JoinRefused => StatusCode.PermissionDenied,
        ErrorCodes.VersionRefused => StatusCode.FailedPrecondition,
        ErrorCodes.FileMissing => StatusCode.NotFound,
        ErrorCodes.DiskFull => StatusCode.ResourceExhausted,
        _ => StatusCode.InvalidArgument,
    };
}
