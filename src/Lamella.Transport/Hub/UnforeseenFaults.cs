using Grpc.Core;
using Grpc.Core.Interceptors;
using Lamella.Federation;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Hub;

/// <summary>A fault that nobody foresaw ends a call with a code, and is told at the coordinator; its text does not leave.</summary>
internal sealed class UnforeseenFaults(Action<Exception> broken) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(() => continuation(request, context), context);

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(() => continuation(requestStream, context), context);

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(() => DoAsync(continuation(request, responseStream, context)), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(() => DoAsync(continuation(requestStream, responseStream, context)), context);

    private static async Task<bool> DoAsync(Task call)
    {
        await call.ConfigureAwait(false);
        return true;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> call, ServerCallContext context)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException || context.CancellationToken.IsCancellationRequested)
        {
            // Told already, or the line is down.
            throw;
        }
        catch (Exception fault)
        {
            broken(fault);
            throw WireFaults.ToWire(new LamellaException(ErrorCodes.ProgramFault, "The coordinator met a fault of its own program.", "Tell the coordinator's people; it is tried again."));
        }
    }
}
