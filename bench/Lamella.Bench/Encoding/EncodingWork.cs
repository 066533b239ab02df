using Lamella.Pathology.Bags.Making;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Tiles;
using Lamella.Simulation.Synthetic;

namespace Lamella.Bench.Encoding;

/// <summary>
/// A folder of generated tiles (1,248 PNG of 96 px) turned into bags on disk, against the same encoder on tensors that are in memory already. The encoder is
/// the ONNX file at <c>LAMELLA_DATA/backbone</c> where it is there, else the built-in one.
/// </summary>
internal sealed class EncodingWork : IDisposable
{
    private const int Side = 96;
    private readonly string tiles;
    private readonly TileIndex index;
    private readonly ITileEncoder encoder;
    private readonly string output;
    private readonly float[] planes, features;
    private readonly byte[] pixels;

    public EncodingWork(string scratch, string? onnxFile)
    {
        (tiles, var indexFile) = SyntheticTiles.Write(Path.Combine(scratch, "tiles"), patients: 52, tilesPerPatient: 24, Side);
        index = TileIndex.Read(indexFile);
        encoder = onnxFile is null
            ? new BuiltInEncoder(Side, SyntheticTiles.MicronsPerPixel)
            : new OnnxEncoder(onnxFile, new OnnxEncoderOptions { TileSize = Side, MicronsPerPixel = SyntheticTiles.MicronsPerPixel });
        output = Path.Combine(scratch, "bags");
        features = new float[encoder.Batch * encoder.Dimension];
        (pixels, planes) = Preload();
    }

    /// <summary>The encoder's identity.</summary>
    public string Encoder => encoder.Contract.EncoderSha256;

    /// <summary>Tiles from files into bags on disk; returns how many.</summary>
    public double EncodeFolder()
    {
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        return BagBuilder.Run(new BagBuildOptions { TileFolder = tiles, Index = index, Encoder = encoder, OutputFolder = output }).TilesEncoded;
    }

    /// <summary>As many tiles, from tensors in memory; returns how many.</summary>
    public double EncodePreloaded()
    {
        var count = index.Patients.Sum(patient => patient.Tiles.Count);
        for (var done = 0; done < count; done += encoder.Batch)
        {
            if (encoder is OnnxEncoder onnx)
                onnx.EncodePlanes(planes, encoder.Batch, features);
            else
                encoder.Encode(pixels, features);
        }

        return Math.Ceiling(count / (double)encoder.Batch) * encoder.Batch;
    }

    public void Dispose() => encoder.Dispose();

    private (byte[] Pixels, float[] Planes) Preload()
    {
        var decoder = new TileDecoder(tiles, Side, encoder.InputSize);
        var rgb = new byte[encoder.Batch * decoder.TileBytes];
        var files = index.Patients.SelectMany(patient => patient.Tiles).Take(encoder.Batch).ToArray();
        for (var i = 0; i < files.Length; i++)
            decoder.Decode(files[i].File, rgb.AsSpan(i * decoder.TileBytes, decoder.TileBytes));
        var area = Side * Side;
        var floats = new float[rgb.Length];
        for (var i = 0; i < rgb.Length; i++)
            floats[(i / (3 * area) * 3 * area) + (i % 3 * area) + (i % (3 * area) / 3)] = rgb[i];
        return (rgb, floats);
    }
}
