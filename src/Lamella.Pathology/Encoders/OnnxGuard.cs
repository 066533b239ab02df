using Lamella.Federation;
using Lamella.Pathology.Encoders.Guarding;

namespace Lamella.Pathology.Encoders;

/// <summary>
/// Looks through an ONNX file before ONNX Runtime sees it: the runtime is native code, and a file may come from anywhere. The format is a white list
/// (<see cref="OnnxLayout"/>). Let pass are only operators of ONNX itself (domains "" and "ai.onnx"; not "com.microsoft", whose fused operators no export
/// needs and which would double what an attacker can reach), no functions of any domain (they call each other, and a short file could unfold without
/// end), no sparse tensors, no training information, and no data outside the file (a path in a model reads what the model's author chose).
/// </summary>
/// <remarks>
/// What it does not bound: time and memory of running a well-formed model, and what the runtime does with sizes that only show while it runs
/// (<see cref="OnnxSides"/> follows those of convolutions and poolings). A graph made for it can still end the process. Only encoders from a source that is
/// known belong in the registry.
/// </remarks>
public static class OnnxGuard
{
    /// <summary>Reads a file into memory, at most as many bytes as are let pass. What was read is what is checked, hashed and loaded.</summary>
    /// <exception cref="LamellaException">The file is missing, cannot be read or is too large.</exception>
    public static byte[] Read(string path, OnnxLimits? limits = null)
    {
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"the encoder '{path}' does not exist.", "Check the path.");
        var most = (limits ?? new OnnxLimits()).MaxFileBytes;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.Length > most)
                throw Refused(OnnxRule.FileTooLarge, path, $"it is {stream.Length} bytes; at most {most} are loaded");
            var model = GC.AllocateUninitializedArray<byte>((int)stream.Length);
            stream.ReadExactly(model);
            return model;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LamellaException(ErrorCodes.EncoderRefused, $"the encoder '{path}' cannot be read.", "Check that this user may read it and that nothing is writing to it.", fault);
        }
    }

    /// <summary>Lets a model pass or says which rule it breaks.</summary>
    /// <param name="model">The file's bytes.</param>
    /// <param name="path">Its name in messages.</param>
    /// <param name="limits">Bounds; the defaults when left out.</param>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.EncoderRefused"/>.</exception>
    public static OnnxFacts Inspect(ReadOnlySpan<byte> model, string path, OnnxLimits? limits = null)
    {
        var bounds = limits ?? new OnnxLimits();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bounds.MaxDepth, 64);
        if (model.Length > bounds.MaxFileBytes)
            throw Refused(OnnxRule.FileTooLarge, path, $"it is {model.Length} bytes; at most {bounds.MaxFileBytes} are loaded");
        return new OnnxWalk(path, bounds).Run(model);
    }

    internal static LamellaException Refused(OnnxRule rule, string path, string why) =>
        new(ErrorCodes.EncoderRefused, $"the encoder '{path}' is refused: {why} (rule {rule}).", Remedy(rule));

    private static string Remedy(OnnxRule rule) => rule switch
    {
        OnnxRule.FileTooLarge => "Export it with float16 weights; see docs/recipes/encoder-from-timm.md.",
        OnnxRule.ExternalData => "Export it as one file with the weights inside (external_data=False).",
        OnnxRule.OperatorDomain => "Export it with operators of ONNX only: no custom operators, and not optimised for one runtime.",
        OnnxRule.Functions => "Inline its functions (onnx.inliner.inline_local_functions) and save it again.",
        OnnxRule.Training => "Export it for inference, in eval mode.",
        OnnxRule.Sparse => "Export it with dense weights.",
        OnnxRule.IrVersion or OnnxRule.Opset => "Export it again with opset_version=17 or another in the range.",
        OnnxRule.Malformed or OnnxRule.UnknownField or OnnxRule.TwiceGiven or OnnxRule.NoGraph or OnnxRule.TensorSize => "Download or export it again and compare its SHA-256 with the publisher's.",
        _ => "No encoder needs that much; ask who made the file.",
    };
}
