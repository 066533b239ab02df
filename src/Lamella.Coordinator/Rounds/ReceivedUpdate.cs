using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Rounds;

/// <summary>A valid update: the site's report and the blob it landed in.</summary>
/// <param name="Report">What the site said.</param>
/// <param name="Blob">The update file.</param>
public sealed record ReceivedUpdate(UpdateReport Report, string Blob);
