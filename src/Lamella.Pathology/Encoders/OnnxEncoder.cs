using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Encoders.Guarding;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Lamella.Pathology.Encoders;

/// <summary>
/// An encoder from an ONNX file: one float input [n, 3, h, w], one output whose first axis is n. Its identity is the SHA-256 of the file. The file is
/// read once; the bytes that <see cref="OnnxGuard"/> let pass are those that are hashed and loaded.
/// </summary>
public sealed class OnnxEncoder : ITileEncoder
{
    private const int MaxDimension = 65_536, MaxSide = 4096;
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f], Deviation = [0.229f, 0.224f, 0.225f];
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly string path, input, output;
    private readonly float[] pixels;
    private readonly float[][] scale;

    /// <summary>Opens an encoder and runs it on white tiles to learn its dimension.</summary>
    /// <exception cref="LamellaException">The file is missing, not a model that is let pass, or not one that takes tiles.</exception>
    public OnnxEncoder(string path, OnnxEncoderOptions options)
        : this(OnnxGuard.Read(path, options.Limits), path, options)
    {
    }

    /// <summary>Opens an encoder that is in memory already.</summary>
    /// <param name="model">The file's bytes; not kept.</param>
    /// <param name="path">Its name in messages.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="LamellaException">Not a model that is let pass, or not one that takes tiles.</exception>
    public OnnxEncoder(byte[] model, string path, OnnxEncoderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Batch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Batch, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Threads, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TileSize, 8);
        this.path = path;
        Facts = OnnxGuard.Inspect(model, path, options.Limits);
        session = OnnxSession.Open(model, path, options);
        try
        {
            (input, var side, var single) = InputOf(path, session);
            output = session.OutputMetadata.Keys.First();
            TakesAnySide = side is null;
            InputSize = side ?? options.TileSize;
            if (OnnxSides.Fault(model, input, InputSize) is { } fault)
                throw Refused(path, $"does not take tiles of {InputSize} px: {fault}");
            Batch = single ? 1 : BatchOf(path, InputSize, options);
            pixels = new float[Batch * 3 * InputSize * InputSize];
            scale = Table(options.Scaling);
            Dimension = Probe(1);
            // A batch axis may be there in name only.
            if (Batch > 1 && Probe(2) != Dimension)
                throw Refused(path, "gives another number of features for two tiles than for one");
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
            EncoderSha256 = Convert.ToHexStringLower(SHA256.HashData(model)),
            MicronsPerPixel = options.MicronsPerPixel,
            TileSize = options.TileSize,
            Preprocessing = $"rgb {Name(options.Scaling)} nchw, {Tiles.TileDecoder.PaddingRule}{resize}",
            Dimension = Dimension,
        };
    }

    /// <summary>What the file's check found.</summary>
    public OnnxFacts Facts { get; }

    /// <summary>True when the model leaves the side of its tiles open.</summary>
    public bool TakesAnySide { get; }

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
    /// <exception cref="LamellaException">The runtime failed, the shape of its result changed, or a feature is not finite.</exception>
    public void EncodePlanes(Memory<float> planes, int count, Span<float> features)
    {
        if (count == 0)
            return;
        try
        {
            using var tensor = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, planes, [count, 3, InputSize, InputSize]);
            using var results = session.Run(run, [input], [tensor], [output]);
            if (DimensionOf(results[0], count) != Dimension)
                throw Refused(path, $"gave {Dimension} features a tile at first and gives another number now");
            results[0].GetTensorDataAsSpan<float>().CopyTo(features);
        }
        catch (OnnxRuntimeException fault)
        {
            throw Refused(path, $"does not run on {count} tiles of {InputSize} px", fault);
        }

        RequireFinite(features);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        session.Dispose();
        run.Dispose();
    }

    private static (string Name, int? Side, bool Single) InputOf(string path, InferenceSession session)
    {
        if (session.InputMetadata.Count != 1)
            throw Refused(path, $"takes {session.InputMetadata.Count} inputs; an encoder takes one");
        var (name, metadata) = session.InputMetadata.First();
        if (!metadata.IsTensor)
            throw Refused(path, "takes no tensor; float [n, 3, h, w] is asked");
        if (metadata.ElementDataType is not TensorElementType.Float || metadata.Dimensions is not [_, 3 or -1, var height, var width])
            throw Refused(path, $"takes {metadata.ElementDataType} [{string.Join(", ", metadata.Dimensions)}]; float [n, 3, h, w] is asked");
        if (height != width)
            throw Refused(path, $"takes tiles of {width} x {height}; square tiles are asked");
        if (height > MaxSide)
            throw Refused(path, $"takes tiles of {height} px; at most {MaxSide} are made");
        if (metadata.Dimensions[0] is not (-1 or 1) and var tiles)
            throw Refused(path, $"takes exactly {tiles} tiles a call; the batch axis is to be dynamic, or 1");
        if (session.OutputMetadata.Count == 0 || session.OutputMetadata.First().Value is not { IsTensor: true, ElementDataType: TensorElementType.Float })
            throw Refused(path, "gives no floats");
        return (name, height > 0 ? height : null, metadata.Dimensions[0] == 1);
    }

    /// <summary>The batch asked for, or as many tiles as the memory bound and one array hold.</summary>
    private static int BatchOf(string path, int side, OnnxEncoderOptions options)
    {
        var tile = 3L * side * side;
        var most = Math.Min(options.MaxMemoryBytes / (tile * sizeof(float) * OnnxEncoderOptions.ActivationFactor), Array.MaxLength / tile);
        return most > 0
            ? (int)Math.Min(options.Batch, most)
            : throw Refused(path, $"is reckoned at {tile * sizeof(float) * OnnxEncoderOptions.ActivationFactor} bytes for one tile of {side} px; {options.MaxMemoryBytes} are allowed");
    }

    private int Probe(int count)
    {
        var numbers = count * 3 * InputSize * InputSize;
        pixels.AsSpan(0, numbers).Fill(scale[0][255]);
        try
        {
            using var tensor = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels.AsMemory(0, numbers), [count, 3, InputSize, InputSize]);
            using var results = session.Run(run, [input], [tensor], [output]);
            return DimensionOf(results[0], count);
        }
        catch (OnnxRuntimeException fault)
        {
            throw Refused(path, $"does not run on {(count == 1 ? "a tile" : $"{count} tiles")} of {InputSize} px", fault);
        }
    }

    private int DimensionOf(OrtValue result, int count)
    {
        var shape = result.GetTensorTypeAndShape().Shape;
        // [n, d], or [n, d, 1, 1] from a pooling layer.
        if (shape.Length < 2 || shape[0] != count || shape[1] is < 1 or > MaxDimension || shape.Skip(2).Any(side => side != 1))
            throw Refused(path, $"gives [{string.Join(", ", shape)}] for {(count == 1 ? "one tile" : $"{count} tiles")}; [{count}, d] is asked");
        return (int)shape[1];
    }

    private void RequireFinite(ReadOnlySpan<float> features)
    {
        for (var i = 0; i < features.Length; i++)
        {
            if (!float.IsFinite(features[i]))
                throw new LamellaException(ErrorCodes.FeatureNotFinite, $"the encoder '{path}' gives {features[i]} for tile {i / Dimension} of the call, feature {i % Dimension}.", "Leave the tile out if it alone does so; else check the encoder's scaling (--scaling) and its export.");
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

    private static LamellaException Refused(string path, string why, Exception? inner = null) => OnnxSession.Refused(path, why, inner);
}
