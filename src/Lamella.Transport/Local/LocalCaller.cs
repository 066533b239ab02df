using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Lamella.Transport.Local;

/// <summary>Who asks over the local socket, as the kernel says it (SO_PEERCRED, unix(7)): a name that is typed proves nothing.</summary>
public static class LocalCaller
{
    private const int Socket = 1, PeerCredentials = 17, Length = 12, UserAt = 4;

    /// <summary>The account's name, or <c>uid N</c> where the machine has no name for it; "unknown" where the system does not say.</summary>
    public static string AccountOf(HttpContext call)
    {
        if (!OperatingSystem.IsLinux() || call.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
            return "unknown";
        Span<byte> credentials = stackalloc byte[Length];
        return socket.GetRawSocketOption(Socket, PeerCredentials, credentials) == Length ? NameOf(MemoryMarshal.Read<uint>(credentials[UserAt..])) : "unknown";
    }

    private static string NameOf(uint user)
    {
        var number = user.ToString(CultureInfo.InvariantCulture);
        return File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(f => f.Length > 2 && f[2] == number)?[0] ?? $"uid {number}";
    }
}
