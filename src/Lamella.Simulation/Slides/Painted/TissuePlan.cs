using Lamella.Federation.Randomness;
using Lamella.Simulation.Slides.Shapes;

namespace Lamella.Simulation.Slides.Painted;

/// <summary>What will be painted where on one slide; a pure function of the stream.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Tissue">The tissue.</param>
/// <param name="Lesions">The lesions, all within the tissue.</param>
/// <param name="Depth">Thickness of the section; 1 is the usual one.</param>
/// <param name="Key">Key of everything finer.</param>
internal sealed record TissuePlan(int Width, int Height, CellMask Tissue, LesionPlan Lesions, float Depth, ulong Key)
{
    /// <summary>Draws a plan.</summary>
    /// <param name="stream">Where chance comes from.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="tissueShare">Share of the slide that is tissue, about.</param>
    /// <param name="lesionShare">Share of the tissue that is lesion, about; 0: none.</param>
    public static TissuePlan Draw(ref RandomStream stream, int width, int height, double tissueShare, double lesionShare)
    {
        var tissue = TissueShape.Draw(ref stream, width, height, tissueShare);
        var inner = tissue.Eroded();
        var target = lesionShare > 0 ? Math.Max(1, (int)Math.Round(lesionShare * inner.Count)) : 0;
        var lesions = LesionPlan.Draw(ref stream, inner, target);
        return new TissuePlan(width, height, tissue, lesions, 0.9f + (0.2f * (float)stream.NextDouble()), stream.NextUInt64());
    }
}
