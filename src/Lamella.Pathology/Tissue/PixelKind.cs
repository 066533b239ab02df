namespace Lamella.Pathology.Tissue;

/// <summary>What a pixel of an overview is before tissue is looked for.</summary>
internal enum PixelKind : byte
{
    /// <summary>Glass or tissue.</summary>
    Usable,

    /// <summary>Pure black: not scanned.</summary>
    Black,

    /// <summary>Pure white: filled in, or clipped.</summary>
    White,

    /// <summary>Pen ink.</summary>
    Pen,

    /// <summary>Inside a region to exclude.</summary>
    Excluded,
}
