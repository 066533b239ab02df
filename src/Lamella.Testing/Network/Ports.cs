using System.Net;
using System.Net.Sockets;

namespace Lamella.Testing.Network;

/// <summary>Ports on loopback.</summary>
public static class Ports
{
    /// <summary>One that nobody listens on at the moment.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
