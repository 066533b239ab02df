namespace Lamella.Federation.Studies;

/// <summary>What a site does in a study.</summary>
public enum SiteRole
{
    /// <summary>Trains, and is tested on.</summary>
    Train,

    /// <summary>Is only tested on: no row of it ever reaches training.</summary>
    External,
}

/// <summary>A site as the protocol names it.</summary>
/// <param name="Id">The site.</param>
/// <param name="Role">Train or external.</param>
/// <param name="Name">For people; the id when empty.</param>
public sealed record SiteSpec(SiteId Id, SiteRole Role, string Name = "");
