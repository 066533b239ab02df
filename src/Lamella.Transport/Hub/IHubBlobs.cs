using Lamella.Federation.Studies;

namespace Lamella.Transport.Hub;

/// <summary>Files of the coordinator as its sites may have them. Safe on any thread.</summary>
public interface IHubBlobs
{
    /// <summary>Opens a blob that the site may read: models, controls and totals of rounds it takes part in; seekable.</summary>
    /// <exception cref="Federation.LamellaException">It is not there, or not for this site.</exception>
    Task<Stream> OpenAsync(SiteId site, string sha256);

    /// <summary>Bytes of blobs are on their way to a site.</summary>
    void Sent(int bytes);

    /// <summary>How much of a site's update is there, and whether it is whole.</summary>
    Task<(long Length, bool Whole)> FindAsync(SiteId site, string sha256);

    /// <summary>Goes on with a site's update where it ends. One at a time for a site and blob.</summary>
    /// <param name="site">The site.</param>
    /// <param name="sha256">The blob.</param>
    /// <param name="length">Its whole length.</param>
    Task<IIncomingUpdate> ReceiveAsync(SiteId site, string sha256, long length);
}
