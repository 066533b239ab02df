using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Lamella.Learning.Engine;

/// <summary>The native memory of a contiguous float32 tensor, read and written in place.</summary>
internal static class TensorMemory
{
    /// <summary>The tensor's values; valid while the tensor lives.</summary>
    public static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
