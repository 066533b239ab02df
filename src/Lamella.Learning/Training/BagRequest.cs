using System.Runtime.ExceptionServices;
using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Training;

/// <summary>A bag on its way from its source into a tensor.</summary>
/// <param name="bag">Where it comes from.</param>
/// <param name="tensor">Where it goes [count, dimension].</param>
internal sealed class BagRequest(IBagSource bag, Tensor tensor) : IDisposable
{
    private readonly ManualResetEventSlim done = new();
    private volatile ExceptionDispatchInfo? fault;

    /// <summary>True when reading failed.</summary>
    public bool HasFailed => fault is not null;

    /// <summary>Fills the tensor; any failure is kept for whoever waits.</summary>
    public void Read()
    {
        try
        {
            bag.Read(TensorMemory.Floats(tensor));
        }
#pragma warning disable CA1031 // Rethrown on the training thread, in Wait.
        catch (Exception e)
#pragma warning restore CA1031
        {
            fault = ExceptionDispatchInfo.Capture(e);
        }

        done.Set();
    }

    /// <summary>Waits for the features; rethrows what went wrong while reading.</summary>
    public Tensor Wait(CancellationToken cancellation)
    {
        done.Wait(cancellation);
        fault?.Throw();
        return tensor;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Another trainer may still look at the event; without a wait handle it holds nothing to release.
        tensor.Dispose();
    }
}
