using System.Net;
using System.Net.Sockets;

namespace Lamella.Storage.Tests.Postgres;

/// <summary>A line to the server that can be cut at any byte.</summary>
internal sealed class CutLine : IDisposable
{
    private readonly string server;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Lock gate = new();
    private readonly List<Socket> near = [], far = [];
    private long? cutAt;
    private bool cutsAtAnswer, staysDown, isDown;

    public CutLine(string server)
    {
        this.server = server;
        listener.Start();
        _ = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Bytes that went to the server.</summary>
    public long Sent { get; private set; }

    /// <summary>Cuts when this many more bytes have gone to the server, and stays cut.</summary>
    public void CutAfter(long bytes)
    {
        lock (gate)
            (cutAt, staysDown) = (Sent + bytes, true);
    }

    /// <summary>Cuts when the next answer comes, which is lost.</summary>
    /// <param name="stays">Whether new connections fail from then on.</param>
    public void CutAtAnswer(bool stays)
    {
        lock (gate)
            (cutsAtAnswer, staysDown) = (true, stays);
    }

    /// <summary>Cuts so that the server does not notice.</summary>
    public void CutNearEnd()
    {
        lock (gate)
            Close(near);
    }

    /// <summary>It can be used again.</summary>
    public void Mend()
    {
        lock (gate)
            (isDown, cutAt, cutsAtAnswer) = (false, null, false);
    }

    public void Dispose()
    {
        listener.Dispose();
        lock (gate)
        {
            Close(near);
            Close(far);
        }
    }

    private static void Close(List<Socket> sockets)
    {
        sockets.ForEach(s => s.Dispose());
        sockets.Clear();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                Connect(await listener.AcceptSocketAsync());
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
        }
    }

    private void Connect(Socket client)
    {
        lock (gate)
        {
            if (isDown)
            {
                client.Dispose();
                return;
            }

            var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                other.Connect(new UnixDomainSocketEndPoint(server));
            }
            catch (SocketException)
            {
                // No server: as if the port were closed.
                other.Dispose();
                client.Dispose();
                return;
            }

            near.Add(client);
            far.Add(other);
            _ = Carry(client, other, MayGo);
            _ = Carry(other, client, MayCome);
        }
    }

    /// <summary>Carries until one end closes; then the other is closed too, unless the near end was cut unnoticed.</summary>
    private async Task Carry(Socket from, Socket to, Func<int, int> may)
    {
        var buffer = new byte[8192];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                int count;
                lock (gate)
                {
                    count = may(read);
                    if (count > 0)
                        to.Send(buffer.AsSpan(0, count));
                    if (count == read)
                        continue;
                    isDown = staysDown;
                    (cutAt, cutsAtAnswer) = (null, false);
                    Close(near);
                    Close(far);
                }
            }

            to.Dispose();
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
        }
    }

    private int MayGo(int bytes)
    {
        var count = cutAt is { } end ? (int)Math.Min(bytes, end - Sent) : bytes;
        Sent += count;
        return count;
    }

    private int MayCome(int bytes) => cutsAtAnswer ? 0 : bytes;
}
