using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Lamella.Pathology.Encoders;

/// <summary>
/// An encoder from an ONNX file: one float input [n, 3, h, w], one output whose first axis is n. Its identity is the SHA-256 of the file.
/// </summary>
public sealed class OnnxEncoder : ITileEncoder
{
    private const long MaxFileBytes = 8L << 30;
    private const int MaxDimension = 65_536;
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f], Deviation = [0.229f, 0.224f, 0.225f];
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly string input, output;
    private readonly float[] pixels;
    private readonly float[][] scale;

    /// <summary>Opens an encoder and runs it once on a white tile to learn its dimension.</summary>
    /// <exception cref="LamellaException">The file is missing, not an ONNX model, or not one that takes tiles.</exception>
    public OnnxEncoder(string path, OnnxEncoderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Batch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Batch, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Threads, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TileSize, 8);
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"the encoder '{path}' does not exist.", "Check the path.");
        var sha256 = Digest(path);
        session = Open(path, options.Threads);
        try
        {
            (input, var side) = InputOf(path, session);
            output = session.OutputMetadata.Keys.First();
            (InputSize, Batch) = (side ?? options.TileSize, options.Batch);
            pixels = new float[checked(Batch * 3 * InputSize * InputSize)];
            scale = Table(options.Scaling);
            Dimension = Probe(path);
        }
        catch
        {
            session.Dispose();
            run.Dispose();
            throw;
        }

        var resize = InputSize == options.TileSize ? "" : $", resize {InputSize} linear";
        Contract = new FeatureContract
        {
            EncoderSha256 = sha256,
            MicronsPerPixel = options.MicronsPerPixel,
            TileSize = options.TileSize,
            Preprocessing = $"rgb {Name(options.Scaling)} nchw, {Tiles.TileDecoder.PaddingRule}{resize}",
            Dimension = Dimension,
        };
    }

    /// <inheritdoc />
    public FeatureContract Contract { get; }

    /// <inheritdoc />
    public int Dimension { get; }

    /// <inheritdoc />
    public int InputSize { get; }

    /// <inheritdoc />
    public int Batch { get; }

    /// <inheritdoc />
    public void Encode(ReadOnlySpan<byte> rgb, Span<float> features)
    {
        var count = rgb.Length / (InputSize * InputSize * 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Batch);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, count * InputSize * InputSize * 3);
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, count * Dimension);
        ToPlanes(rgb, count);
        EncodePlanes(pixels.AsMemory(0, count * 3 * InputSize * InputSize), count, features);
    }

    /// <summary>Runs the model on tiles that are already planes of scaled floats: the encoder's own rate.</summary>
    /// <param name="planes">Numbers of shape [n, 3, h, w].</param>
    /// <param name="count">Tiles n.</param>
    /// <param name="features">Receives d numbers per tile.</param>
    public void EncodePlanes(Memory<float> planes, int count, Span<float> features)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, planes, [count, 3, InputSize, InputSize]);
        using var results = session.Run(run, [input], [tensor], [output]);
        results[0].GetTensorDataAsSpan<float>().CopyTo(features);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        session.Dispose();
        run.Dispose();
    }

    private static string Digest(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length > MaxFileBytes)
            throw Refused(path, $"is {stream.Length} bytes; at most {MaxFileBytes} are loaded");
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static InferenceSession Open(string path, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // Waiting threads that spin take the core the decoder needs.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException fault)
        {
            throw Refused(path, "is not a model that ONNX Runtime loads", fault);
        }
    }

    private static (string Name, int? Side) InputOf(string path, InferenceSession session)
    {
        if (session.InputMetadata.Count != 1)
            throw Refused(path, $"takes {session.InputMetadata.Count} inputs; an encoder takes one");
        var (name, metadata) = session.InputMetadata.First();
        if (metadata.ElementDataType is not TensorElementType.Float || metadata.Dimensions is not [_, 3 or -1, var height, var width])
            throw Refused(path, $"takes {metadata.ElementDataType} [{string.Join(", ", metadata.Dimensions)}]; float [n, 3, h, w] is asked");
        if (height != width)
            throw Refused(path, $"takes tiles of {width} x {height}; square tiles are asked");
        if (session.OutputMetadata.First().Value.ElementDataType is not TensorElementType.Float)
            throw Refused(path, "gives no floats");
        return (name, height > 0 ? height : null);
    }

    private int Probe(string path)
    {
        pixels.AsSpan(0, 3 * InputSize * InputSize).Fill(255);
        try
        {
            using var tensor = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels.AsMemory(0, 3 * InputSize * InputSize), [1, 3, InputSize, InputSize]);
            using var results = session.Run(run, [input], [tensor], [output]);
            var shape = results[0].GetTensorTypeAndShape().Shape;
            // [1, d], or [1, d, 1, 1] from a pooling layer.
            if (shape.Length < 2 || shape[0] != 1 || shape[1] is < 1 or > MaxDimension || shape.Skip(2).Any(side => side != 1))
                throw Refused(path, $"gives [{string.Join(", ", shape)}] for one tile; [1, d] is asked");
            return (int)shape[1];
        }
        catch (OnnxRuntimeException fault)
        {
            throw Refused(path, $"does not run on a tile of {InputSize} px", fault);
        }
    }

    private void ToPlanes(ReadOnlySpan<byte> rgb, int count)
    {
        var area = InputSize * InputSize;
        float[] red = scale[0], green = scale[1], blue = scale[2];
        for (var tile = 0; tile < count; tile++)
        {
            var from = rgb.Slice(tile * area * 3, area * 3);
            var to = pixels.AsSpan(tile * area * 3, area * 3);
            Span<float> r = to[..area], g = to.Slice(area, area), b = to[(2 * area)..];
            for (int i = 0, at = 0; i < area; i++, at += 3)
            {
                r[i] = red[from[at]];
                g[i] = green[from[at + 1]];
                b[i] = blue[from[at + 2]];
            }
        }
    }

    private static float[][] Table(InputScaling scaling) =>
        [.. Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, 256).Select(value => scaling switch
        {
            InputScaling.ImageNet => ((value / 255f) - Mean[channel]) / Deviation[channel],
            InputScaling.Unit => value / 255f,
            _ => value,
        }).ToArray())];

    private static string Name(InputScaling scaling) => scaling switch
    {
        InputScaling.ImageNet => "imagenet",
        InputScaling.Unit => "0..1",
        _ => "0..255",
    };

    private static LamellaException Refused(string path, string why, Exception? inner = null) =>
        new(ErrorCodes.EncoderRefused, $"the encoder '{path}' {why}{(inner is null ? "" : $" ({inner.Message.ReplaceLineEndings(" ").Trim()})")}.", "Export it as ONNX with one float input [n, 3, h, w] and one output [n, d], weights inside the file.", inner);
}
