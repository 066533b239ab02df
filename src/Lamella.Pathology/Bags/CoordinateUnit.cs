namespace Lamella.Pathology.Bags;

/// <summary>What the numbers in a foreign file's <c>coords</c> count, where the user knows it and the file does not say.</summary>
public enum CoordinateUnit
{
    /// <summary>As the layout says; unknown where it does not.</summary>
    FromFile,

    /// <summary>Pixels of level 0.</summary>
    LevelZeroPixels,

    /// <summary>Micrometres; needs the slide's level-0 um/px.</summary>
    Micrometres,

    /// <summary>Not known: the bag is trained on, no heatmap is drawn.</summary>
    Unknown,
}
