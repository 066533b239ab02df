using Grpc.Core;
using Lamella.Transport.Mapping;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Lamella.Transport.Hub;

/// <summary>Every refusal has a code: what the protocol's library turns away by itself (too long, cut off, no message at all) gets one here.</summary>
internal static class CodedAnswers
{
    private const string StatusHeader = "grpc-status";

    public static async Task AddAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        // An answer that never began has its trailers among the headers.
        var trailers = context.Response.HasStarted ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : context.Response.Headers;
        if (trailers is null || trailers.IsReadOnly || !trailers.TryGetValue(StatusHeader, out var status) || WireFaults.IsTold(trailers) || Why(status) is not { } why)
            return;
        foreach (var (name, value) in WireFaults.Trailers(WireMapping.Malformed(why)))
            trailers[name] = value;
    }

    private static string? Why(StringValues status) => int.TryParse(status, out var code)
        ? (StatusCode)code switch
        {
            StatusCode.OK or StatusCode.Cancelled or StatusCode.DeadlineExceeded => null,
            StatusCode.ResourceExhausted => "it is longer than any may be",
            StatusCode.Unimplemented => "there is no such call",
            _ => "it is none of the protocol",
        }
        : null;
}
