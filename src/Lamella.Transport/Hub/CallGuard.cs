using System.Security.Cryptography.X509Certificates;
using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Transport.Hub;

/// <summary>
/// Looks every few seconds whether the certificate of a call that lasts still counts: a site that was revoked, or whose certificate has expired, loses what
/// it had open as well.
/// </summary>
internal sealed class CallGuard : IDisposable
{
    /// <summary>How often it looks; half of the time within which a revoked site is to be cut off.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource end;
    private readonly Action<LamellaException>? refused;
    private readonly ITimer timer;

    /// <summary>Begins to look.</summary>
    /// <param name="site">Who calls.</param>
    /// <param name="certificate">With what.</param>
    /// <param name="know">Who that is; throws once the certificate counts no longer.</param>
    /// <param name="refused">Told why it counts no longer; null for nobody.</param>
    /// <param name="time">The coordinator's clock.</param>
    /// <param name="line">Cancelled when the line is down.</param>
    public CallGuard(SiteId site, X509Certificate2 certificate, Func<X509Certificate2, SiteId> know, Action<LamellaException>? refused, TimeProvider time, CancellationToken line)
    {
        (Site, this.refused) = (site, refused);
        end = CancellationTokenSource.CreateLinkedTokenSource(line);
        Ended = end.Token;
        timer = time.CreateTimer(_ => Check(know, certificate), null, Look, Look);
    }

    /// <summary>Who calls.</summary>
    public SiteId Site { get; }

    /// <summary>Cancelled when the line is down, or the certificate counts no longer.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Why the certificate counts no longer; null while it does.</summary>
    public LamellaException? Why { get; private set; }

    public void Dispose()
    {
        timer.Dispose();
        end.Dispose();
    }

    private void Check(Func<X509Certificate2, SiteId> know, X509Certificate2 certificate)
    {
        try
        {
            know(certificate);
        }
        catch (LamellaException fault)
        {
            Why ??= fault;
            refused?.Invoke(fault);
            try
            {
                end.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The call was over already.
            }
        }
    }
}
