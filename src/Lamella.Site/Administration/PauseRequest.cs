namespace Lamella.Site.Administration;

/// <summary>Begins no new work, or does again.</summary>
/// <param name="Pause">Which of the two.</param>
public sealed record PauseRequest(bool Pause);
