using System.Collections.Concurrent;
using Lamella.Federation.Randomness;
using Lamella.Simulation.Slides.Pyramids;
using Lamella.Simulation.Slides.Shapes;
using Lamella.Simulation.Synthetic;

namespace Lamella.Simulation.Slides.Painted;

/// <summary>
/// Paints a slide of H&amp;E-like tissue after a plan, any square by itself: fibres, clearings and nuclei hang on the place alone, so squares fit
/// together without seams. Normal tissue has stroma, stretches of epithelium and crowds of lymphocytes; lesions have larger, darker, irregular nuclei,
/// so that darkness alone does not give them away.
/// </summary>
internal sealed class TissuePainter : IRegionPainter
{
    private readonly HospitalProfile hospital;
    private readonly TissuePlan plan;
    private readonly float scale;
    private readonly TissueField tissue;
    private readonly NucleusField nuclei;
    private readonly LatticeNoise grain, fineGrain, bend, clearing;
    private readonly (float X, float Y) fibre;
    private readonly ConcurrentBag<Scratch> spare = [];

    /// <summary>A painter.</summary>
    /// <param name="hospital">Whose stain and scanner.</param>
    /// <param name="plan">What to paint.</param>
    /// <param name="micronsPerPixel">um/px.</param>
    public TissuePainter(HospitalProfile hospital, TissuePlan plan, double micronsPerPixel)
    {
        (this.hospital, this.plan, scale) = (hospital, plan, (float)(1 / micronsPerPixel));
        tissue = new TissueField(plan.Tissue, plan.Key, 3 * scale);
        nuclei = new NucleusField(plan, scale);
        (grain, fineGrain) = (new LatticeNoise(plan.Key + 2, Pixels(12)), new LatticeNoise(plan.Key + 3, Pixels(4)));
        (bend, clearing) = (new LatticeNoise(plan.Key + 4, Pixels(150)), new LatticeNoise(plan.Key + 5, Pixels(70)));
        var stream = new RandomStream(plan.Key, 0);
        var angle = stream.NextDouble() * Math.PI;
        fibre = ((float)Math.Cos(angle) * 0.5f / scale, (float)Math.Sin(angle) * 0.5f / scale);
    }

    public (byte Red, byte Green, byte Blue) Ground => ((byte)hospital.Glass[0], (byte)hospital.Glass[1], (byte)hospital.Glass[2]);

    public bool Paint(int x, int y, int side, Span<byte> rgb)
    {
        if (!spare.TryTake(out var scratch) || scratch.Side != side)
            scratch = new Scratch(hospital, side, scale);
        var any = tissue.Fill(scratch.Tissue, x, y, side);
        if (any)
        {
            PaintStroma(scratch, x, y);
            nuclei.Stamp(scratch.Block, x, y, side);
            for (var i = 0; i < scratch.Tissue.Length; i++)
            {
                scratch.Block.Haematoxylin[i] *= scratch.Tissue[i];
                scratch.Block.Eosin[i] *= scratch.Tissue[i];
            }

            var stream = new RandomStream(plan.Key + 6, ((ulong)(uint)y << 32) | (uint)x);
            scratch.Block.Expose(ref stream, plan.Depth, rgb);
        }

        spare.Add(scratch);
        return any;
    }

    private void PaintStroma(Scratch scratch, int x, int y)
    {
        var side = scratch.Side;
        float[] noise = scratch.Block.Noise, slow = scratch.Slow, open = scratch.Open;
        Array.Clear(noise);
        Array.Clear(slow);
        Array.Clear(open);
        grain.AddTo(noise, x, y, side, 0.65f);
        fineGrain.AddTo(noise, x, y, side, 0.35f);
        bend.AddTo(slow, x, y, side, 1);
        clearing.AddTo(open, x, y, side, 1);
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++)
            {
                var at = (row * side) + column;
                var wave = StainBlock.Wave(((x + column) * fibre.X) + ((y + row) * fibre.Y) + (4 * noise[at]) + (9 * slow[at]));
                scratch.Block.Eosin[at] = 0.30f + (0.07f * slow[at]) + (0.10f * noise[at]) + (0.06f * wave);
                scratch.Block.Haematoxylin[at] = 0.05f + (0.03f * noise[at]);
                // Clearings: glass shows through, as in ducts and fat.
                scratch.Tissue[at] *= Math.Clamp(((0.62f - open[at] + (0.16f * noise[at])) * 12) + 0.5f, 0.03f, 1);
            }
        }
    }

    private int Pixels(float microns) => Math.Max(2, (int)MathF.Round(microns * scale));

    /// <summary>What one square in the making needs.</summary>
    private sealed class Scratch(HospitalProfile hospital, int side, float scale)
    {
        public int Side => side;

        public StainBlock Block { get; } = new(hospital, side, scale);

        public float[] Tissue { get; } = new float[side * side];

        public float[] Slow { get; } = new float[side * side];

        public float[] Open { get; } = new float[side * side];
    }
}
