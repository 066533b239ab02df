using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lamella.Transport.Hub;

/// <summary>The coordinator's port as a web application: the services of the wire contract.</summary>
public static class HubEndpoints
{
    /// <summary>
    /// Longest messages. Whoever can reach the port may call enrolment, and a message is held whole before it is read; a statement of more than its own
    /// bound is still refused in the ledger, and a blob comes in pieces.
    /// </summary>
    private const int EnrolmentBytes = 16 << 10, FrameBytes = 256 << 10, PieceBytes = BlobService.PieceBytes + (4 << 10);

    /// <summary>Adds the services; the host adds <see cref="IHubLines"/>, <see cref="IHubBlobs"/>, <see cref="IEnrolmentDesk"/> and a <see cref="TimeProvider"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="speaks">The versions of the protocol it speaks.</param>
    /// <param name="broken">Told of faults that nobody foresaw.</param>
    public static IServiceCollection AddHub(this IServiceCollection services, ProtocolVersion speaks, Action<Exception> broken)
    {
        services.AddSingleton(speaks);
        services.AddSingleton<Callers>();
        services.AddSingleton(new UnforeseenFaults(broken));
        services
            .AddGrpc(options =>
            {
                options.Interceptors.Add<UnforeseenFaults>();
                options.MaxReceiveMessageSize = EnrolmentBytes;
                options.EnableDetailedErrors = false;
            })
            .AddServiceOptions<FederationService>(options => options.MaxReceiveMessageSize = FrameBytes)
            .AddServiceOptions<BlobService>(options => options.MaxReceiveMessageSize = PieceBytes);
        return services;
    }

    /// <summary>Maps them.</summary>
    public static void MapHub(this WebApplication endpoints)
    {
        endpoints.Use(CodedAnswers.AddAsync);
        endpoints.MapGrpcService<EnrolmentService>();
        endpoints.MapGrpcService<FederationService>();
        endpoints.MapGrpcService<BlobService>();
    }
}
