using Lamella.Federation;
using Microsoft.ML.OnnxRuntime;

namespace Lamella.Pathology.Encoders;

/// <summary>Opens ONNX Runtime on a model that was let pass.</summary>
internal static class OnnxSession
{
    private const string Cuda = "CUDAExecutionProvider";
    private const int LongestCause = 300;

    public static InferenceSession Open(byte[] model, string path, OnnxEncoderOptions options)
    {
        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            EnableCpuMemArena = options.MemoryArena,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Waiting threads that spin take the core the decoder needs.
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        // The runtime has a second format of its own, which it would otherwise find by bytes 4 to 7; only ONNX was looked through.
        session.AddSessionConfigEntry("session.load_model_format", "ONNX");
        if (options.Device is EncoderDevice.Cuda)
            UseCuda(session);
        try
        {
            return new InferenceSession(model, session);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Native code turned into managed exceptions of several kinds; none of them is ours.
            throw Refused(path, "is not a model that ONNX Runtime loads", fault);
        }
    }

    public static LamellaException Refused(string path, string why, Exception? inner = null) =>
        new(ErrorCodes.EncoderRefused, $"the encoder '{path}' {why}{(inner is null ? "" : $" ({Shown(inner.Message)})")}.", "Export it as ONNX with one float input [n, 3, h, w] and one output [n, d], weights inside the file.", inner);

    private static void UseCuda(SessionOptions session)
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(Cuda))
            throw new LamellaException(ErrorCodes.EngineUnavailable, "this ONNX Runtime has no CUDA provider.", "Encode on the processor, which is the default.");
        session.AppendExecutionProvider_CUDA();
    }

    /// <summary>The runtime's words, which can hold names from the file: one line, no control characters, not too long.</summary>
    private static string Shown(string message)
    {
        var line = string.Concat(message.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? '?' : c)).Trim();
        return line.Length <= LongestCause ? line : line[..LongestCause] + "...";
    }
}
