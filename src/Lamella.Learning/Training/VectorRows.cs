using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Training;

/// <summary>Rows of equal width in one managed array, gathered into one tensor that is used for every batch.</summary>
internal sealed class VectorRows : IDisposable
{
    private readonly float[] rows;
    private readonly int width;
    private readonly Tensor batch;

    /// <summary>Room for batches of up to <paramref name="largestBatch"/> rows.</summary>
    public VectorRows(float[] rows, int width, int largestBatch)
    {
        (this.rows, this.width) = (rows, width);
        batch = empty(largestBatch, width).DetachFromDisposeScope();
    }

    /// <summary>The rows named [n, width]; overwritten by the next call.</summary>
    public Tensor Gather(ReadOnlySpan<int> numbers)
    {
        var target = TensorMemory.Floats(batch);
        for (var i = 0; i < numbers.Length; i++)
            rows.AsSpan(numbers[i] * width, width).CopyTo(target[(i * width)..]);
        return numbers.Length == batch.shape[0] ? batch : batch.narrow(0, 0, numbers.Length);
    }

    /// <inheritdoc />
    public void Dispose() => batch.Dispose();
}
