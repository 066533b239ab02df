namespace Lamella.Pathology.Tissue;

/// <summary>What a drawn region is for.</summary>
public enum RegionUse
{
    /// <summary>Tissue is taken from inside only.</summary>
    Include,

    /// <summary>Nothing is taken from inside.</summary>
    Exclude,

    /// <summary>It names what lies there, such as a tumour; it does not decide what is used.</summary>
    Annotation,
}
