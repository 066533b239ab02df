namespace Lamella.Site.Work;

/// <summary>What a job asks for.</summary>
public enum JobKind
{
    /// <summary>The site's work of a round.</summary>
    Round,

    /// <summary>How the final model does on the site's own test patients.</summary>
    Score,
}
