namespace Lamella.Pathology.Tissue;

/// <summary>How a mask of tissue is made from an overview picture.</summary>
public sealed record TissueOptions
{
    /// <summary>The rule; <see cref="TissueMethod.Otsu"/> unless given.</summary>
    public TissueMethod Method { get; init; } = TissueMethod.Otsu;

    /// <summary>Width in overview pixels of the border painted in the mean colour before thresholding, against edge artefacts. 10 unless given.</summary>
    public int Border { get; init; } = 10;

    /// <summary>Radius in overview pixels of the disk that dilates the mask. 1 unless given.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>Objects of fewer overview pixels are dropped. 100 unless given.</summary>
    public int SmallestObject { get; init; } = 100;

    /// <summary>Pieces of tissue nearer than this belong to one cut, in micrometres. 500 unless given.</summary>
    public double CutGap { get; init; } = 500;
}
