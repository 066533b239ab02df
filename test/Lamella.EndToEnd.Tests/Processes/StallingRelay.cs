using System.Net;
using System.Net.Sockets;

namespace Lamella.EndToEnd.Tests.Processes;

/// <summary>A line that can be stopped in the middle of something large: after so many bytes one way nothing passes on any connection, until it is opened again.</summary>
internal sealed class StallingRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string target;
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private TaskCompletionSource open = Done(), stalled = New();
    private bool watchesUp;
    private long left = long.MaxValue;

    public StallingRelay(string target)
    {
        this.target = target;
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where to dial.</summary>
    public string Address => listener.LocalEndpoint.ToString()!;

    /// <summary>Stops the line when so many bytes have passed from now on.</summary>
    /// <returns>Done when it has stopped.</returns>
    public Task StallAfter(long bytes, bool up)
    {
        lock (gate)
        {
            (watchesUp, left, stalled) = (up, bytes, New());
            return stalled.Task;
        }
    }

    /// <summary>Lets everything pass again.</summary>
    public void Open()
    {
        lock (gate)
        {
            left = long.MaxValue;
            open.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        Open();
        listener.Dispose();
        end.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Done()
    {
        var done = New();
        done.SetResult();
        return done;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await listener.AcceptTcpClientAsync(end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task CarryAsync(TcpClient from)
    {
        using var _ = from;
        using var to = new TcpClient();
        try
        {
            await to.ConnectAsync(IPEndPoint.Parse(target), end.Token);
            await Task.WhenAny(CopyAsync(from.GetStream(), to.GetStream(), up: true), CopyAsync(to.GetStream(), from.GetStream(), up: false));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Nobody there: the line is closed, as a network would.
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool up)
    {
        try
        {
            var buffer = new byte[1 << 14];
            for (int read; (read = await from.ReadAsync(buffer, end.Token)) > 0;)
            {
                await Pass(read, up).WaitAsync(end.Token);
                await to.WriteAsync(buffer.AsMemory(0, read), end.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private Task Pass(int bytes, bool up)
    {
        lock (gate)
        {
            if (up == watchesUp && left != long.MaxValue && (left -= bytes) <= 0)
            {
                left = long.MaxValue;
                open = New();
                stalled.TrySetResult();
            }

            return open.Task;
        }
    }
}
