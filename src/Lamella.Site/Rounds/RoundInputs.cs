namespace Lamella.Site.Rounds;

/// <summary>The files of a round as the site received them.</summary>
/// <param name="Model">The published model, seekable.</param>
/// <param name="ServerControl">The strategy's control; null without.</param>
/// <param name="Aggregates">Totals of the preparation round; null without.</param>
public sealed record RoundInputs(Stream Model, Stream? ServerControl = null, Stream? Aggregates = null)
{
    /// <summary>Bytes received.</summary>
    public long Bytes => Model.Length + (ServerControl?.Length ?? 0) + (Aggregates?.Length ?? 0);
}
