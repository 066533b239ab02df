namespace Lamella.Pathology.Encoders;

/// <summary>What runs an ONNX encoder.</summary>
public enum EncoderDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>
    /// An NVIDIA card. The runtime that Lamella brings has no CUDA provider, so this is refused (<see cref="Federation.ErrorCodes.EngineUnavailable"/>)
    /// unless the CUDA build of ONNX Runtime was put in its place. Not run here: nothing more is claimed.
    /// </summary>
    Cuda,
}
