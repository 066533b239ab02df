namespace Lamella.Pathology.Tissue;

/// <summary>How tissue is told from glass.</summary>
public enum TissueMethod
{
    /// <summary>Grey level against Otsu's threshold: the public recipe, and the default.</summary>
    Otsu,

    /// <summary>Colour saturation against Otsu's threshold: for pale stains whose grey level hardly differs from glass.</summary>
    Saturation,
}
