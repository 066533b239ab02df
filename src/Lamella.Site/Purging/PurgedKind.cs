namespace Lamella.Site.Purging;

/// <summary>What of one kind was deleted.</summary>
/// <param name="Kind">Kind, in words.</param>
/// <param name="Files">Files of it.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record PurgedKind(string Kind, int Files, long Bytes);
