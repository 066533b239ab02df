using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lamella.Transport.Hub;

/// <summary>The coordinator's port as a web application: the services of the wire contract.</summary>
public static class HubEndpoints
{
    /// <summary>Longest message that is not a blob: entries and statements are small.</summary>
    private const int MessageBytes = 16 << 20;

    /// <summary>Adds the services; the host adds <see cref="IHubLines"/>, <see cref="IHubBlobs"/>, <see cref="IEnrolmentDesk"/> and a <see cref="TimeProvider"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="broken">Told of faults that nobody foresaw.</param>
    public static IServiceCollection AddHub(this IServiceCollection services, Action<Exception> broken)
    {
        services.AddSingleton<Callers>();
        services.AddSingleton(new UnforeseenFaults(broken));
        services.AddGrpc(options =>
        {
            options.Interceptors.Add<UnforeseenFaults>();
            options.MaxReceiveMessageSize = MessageBytes;
            options.EnableDetailedErrors = false;
        });
        return services;
    }

    /// <summary>Maps them.</summary>
    public static void MapHub(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<EnrolmentService>();
        endpoints.MapGrpcService<FederationService>();
        endpoints.MapGrpcService<BlobService>();
    }
}
