namespace Lamella.Pathology.Bags;

/// <summary>Who wrote an HDF5 bag, told from its datasets and attributes.</summary>
public enum BagLayout
{
    /// <summary>Our own: carries its contract and that contract's hash.</summary>
    Lamella,

    /// <summary>CLAM: <c>features</c>, <c>coords</c> in level-0 pixels, no contract.</summary>
    Clam,

    /// <summary>TRIDENT: as CLAM, with tile size and magnification as attributes of <c>coords</c>.</summary>
    Trident,

    /// <summary>STAMP: <c>feats</c>, <c>coords</c> in micrometres from version 2 on.</summary>
    Stamp,
}
