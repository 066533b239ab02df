using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Rounds;

/// <summary>The coordinator's end of the line to a site: in the simulation a call, in a deployment a stream.</summary>
public interface ISiteLink
{
    /// <summary>The site at the other end.</summary>
    SiteId Site { get; }

    /// <summary>Training patients the site has announced for this study.</summary>
    long Samples { get; }

    /// <summary>
    /// Sends an order and the files, and waits for the update, however long that takes. A site that refuses or fails throws a
    /// <see cref="Lamella.Federation.LamellaException"/>.
    /// </summary>
    Task<UpdateReport> TrainAsync(RoundOrder order, IRoundFiles files, CancellationToken cancellation);
}

/// <summary>The files of a round as one site sees them.</summary>
public interface IRoundFiles
{
    /// <summary>Opens the published model.</summary>
    Stream OpenModel();

    /// <summary>Opens the strategy's server control; null when it has none.</summary>
    Stream? OpenServerControl();

    /// <summary>Where the site writes its update, front to back.</summary>
    Stream Update { get; }
}
