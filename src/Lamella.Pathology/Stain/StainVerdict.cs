namespace Lamella.Pathology.Stain;

/// <summary>What a slide is stained with, as far as its colours tell.</summary>
public enum StainVerdict
{
    /// <summary>Haematoxylin and eosin.</summary>
    HaematoxylinEosin,

    /// <summary>Haematoxylin, eosin and saffron: collagen is yellow to orange.</summary>
    HaematoxylinEosinSaffron,

    /// <summary>Something else: brown (DAB, immunohistochemistry), blue or green (trichromes, Alcian blue).</summary>
    Other,

    /// <summary>No colour.</summary>
    GreyScale,
}
