using System.Runtime.InteropServices;
using Lamella.Learning.Training;

namespace Lamella.Site.Local;

/// <summary>Where a local or pooled arm stands after a unit of training.</summary>
/// <param name="Units">Units done.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Weights">Weights after them.</param>
/// <param name="Optimiser">The optimiser's state after them.</param>
/// <param name="Best">Weights with the least holdout loss so far; empty without early stopping.</param>
/// <param name="Curve">Curve so far.</param>
public sealed record TrainingCheckpoint(int Units, long Step, float[] Weights, OptimiserState? Optimiser, float[] Best, IReadOnlyList<CurvePoint> Curve)
{
    /// <summary>Writes it.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Units);
        writer.Write(Step);
        writer.Write(Optimiser?.Steps ?? -1);
        foreach (var array in new[] { Weights, Optimiser?.First ?? [], Optimiser?.Second ?? [], Best })
        {
            writer.Write(array.Length);
            writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
        }

        writer.Write(Curve.Count);
        foreach (var p in Curve)
        {
            writer.Write(p.Unit);
            writer.Write(p.Loss);
            writer.Write(p.HoldoutLoss ?? double.NaN);
            writer.Write(p.PooledTest ?? double.NaN);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null when there is no such file.</summary>
    public static TrainingCheckpoint? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        using var reader = new BinaryReader(File.OpenRead(path));
        float[] Array()
        {
            var values = new float[reader.ReadInt32()];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        static double? Number(double value) => double.IsNaN(value) ? null : value;
        var (units, step, moments) = (reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64());
        var (weights, first, second, best) = (Array(), Array(), Array(), Array());
        var curve = Enumerable.Range(0, reader.ReadInt32())
            .Select(_ => new CurvePoint(reader.ReadInt32(), reader.ReadDouble(), Number(reader.ReadDouble()), Number(reader.ReadDouble())))
            .ToList();
        return new TrainingCheckpoint(units, step, weights, moments < 0 ? null : new OptimiserState(moments, first, second), best, curve);
    }
}
