using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>A block at work. Layers hold their parameter tensors and no other state.</summary>
internal interface ILayer
{
    /// <summary>
    /// Output for <paramref name="x"/>: [rows, width] of one bag, or [patients, width] once bags are vectors. <paramref name="x"/> may be
    /// overwritten only by a layer that is known to be alone with it.
    /// </summary>
    Tensor Forward(Tensor x, ForwardPass pass);
}
