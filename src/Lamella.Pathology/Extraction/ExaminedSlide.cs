using Lamella.Pathology.Quality;
using Lamella.Pathology.Slides;
using Lamella.Pathology.Stain;
using Lamella.Pathology.Tiles;
using Lamella.Pathology.Tissue;

namespace Lamella.Pathology.Extraction;

/// <summary>An open slide and what was found about it; or, where it could not be opened, only why.</summary>
internal sealed class ExaminedSlide : IDisposable
{
    /// <summary>The open slide; null when it could not be opened.</summary>
    public ISlide? Slide { get; init; }

    /// <summary>Its small picture; null when it could not be read.</summary>
    public Overview? Overview { get; init; }

    /// <summary>Where tissue is; null when it was not looked for.</summary>
    public TissueMap? Tissue { get; init; }

    /// <summary>What was measured.</summary>
    public SlideMeasures Measures { get; init; } = new();

    /// <summary>Findings, worst first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What becomes of it: the worst finding's verdict.</summary>
    public Verdict Verdict => Findings.Count == 0 ? Verdict.Ok : Findings.Max(finding => finding.Verdict);

    /// <summary>Tiles to encode; none when it is refused.</summary>
    public IReadOnlyList<GridTile> Tiles { get; init; } = [];

    /// <summary>Side of a tile across, in level-0 pixels.</summary>
    public double TileWidth { get; init; }

    /// <summary>Side of a tile down, in level-0 pixels.</summary>
    public double TileHeight { get; init; }

    /// <summary>Truth of each tile; null when there is none.</summary>
    public byte[]? TileTruth { get; init; }

    /// <summary>Levels that may be read.</summary>
    public int UsableLevels { get; init; } = int.MaxValue;

    /// <summary>Brings tiles to the contract's stains; null: as they are.</summary>
    public StainNormaliser? Normaliser { get; init; }

    /// <summary>Neighbouring tiles that were read to learn the rate, and the time that took; none where it was not asked.</summary>
    public (int Tiles, TimeSpan Time) Sampled { get; init; }

    public void Dispose() => Slide?.Dispose();
}
