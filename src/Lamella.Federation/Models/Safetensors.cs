using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Lamella.Federation.Models;

/// <summary>
/// Weights as safetensors, on streams that the caller opens: the layout Python's safetensors reads. Values are little-endian float32, in the
/// order of the manifest, one after the other; so the data part is the flat array itself.
/// </summary>
public static class Safetensors
{
    /// <summary>Writes flat arrays under one manifest each; names of the second and later parts are prefixed by their part's name and a slash.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="manifest">Names and shapes.</param>
    /// <param name="parts">Named flat arrays [manifest.TotalCount]; an empty name leaves parameter names bare.</param>
    /// <param name="metadata">Strings for the header.</param>
    public static void Write(Stream stream, ParameterManifest manifest, IReadOnlyList<(string Name, ReadOnlyMemory<float> Values)> parts, IReadOnlyDictionary<string, string>? metadata = null)
    {
        foreach (var (name, values) in parts)
        {
            if (values.Length != manifest.TotalCount)
                throw new ArgumentException($"Part '{name}' has {values.Length} values, the manifest {manifest.TotalCount}.", nameof(parts));
        }

        stream.Write(SafetensorsHeader.Encode(Layout(manifest, parts.Select(p => p.Name)), metadata));
        foreach (var (_, values) in parts)
            stream.Write(MemoryMarshal.AsBytes(values.Span));
    }

    /// <summary>The bytes before the data of a file that <see cref="Write(Stream, ParameterManifest, IReadOnlyList{ValueTuple{string, ReadOnlyMemory{float}}}, IReadOnlyDictionary{string, string}?)"/> wrote without metadata.</summary>
    public static byte[] Header(ParameterManifest manifest, IEnumerable<string> parts) => SafetensorsHeader.Encode(Layout(manifest, parts));

    /// <summary>Writes one flat array [manifest.TotalCount] under its manifest.</summary>
    public static void Write(Stream stream, ParameterManifest manifest, ReadOnlyMemory<float> weights, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(stream, manifest, [("", weights)], metadata);

    /// <summary>Reads the header of a seekable stream and leaves the position at the first data byte.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="what">Its name, for the fault's text.</param>
    public static SafetensorsHeader ReadHeader(Stream stream, string what)
    {
        stream.Position = 0;
        var first = new byte[8];
        stream.ReadAtLeast(first, 8, throwOnEndOfStream: false);
        var json = new byte[SafetensorsHeader.JsonLength(first, stream.Length, what)];
        stream.ReadExactly(json);
        return SafetensorsHeader.Parse(json, stream.Length, what);
    }

    /// <summary>Checks that the file holds exactly the manifest's tensors in its order, once per part.</summary>
    public static void RequireLayout(SafetensorsHeader header, ParameterManifest manifest, IEnumerable<string> parts, string what)
    {
        var expected = Layout(manifest, parts).ToList();
        for (var i = 0; i < Math.Max(expected.Count, header.Tensors.Length); i++)
        {
            var due = i < expected.Count ? $"{expected[i].Name} F32[{string.Join(',', expected[i].Shape)}]" : "nothing more";
            var found = i < header.Tensors.Length ? $"{header.Tensors[i].Name} {header.Tensors[i].Dtype}[{string.Join(',', header.Tensors[i].Shape)}]" : "nothing more";
            if (due != found)
            {
                throw new LamellaException(ErrorCodes.ManifestMismatch, $"{what} does not fit the model: {due} is due where it has {found}.",
                    "It was made for another architecture; use weights of this study's model.");
            }
        }
    }

    /// <summary>Reads one part that must be all the file holds; NaN and infinity are refused.</summary>
    /// <returns>Flat array [manifest.TotalCount].</returns>
    public static float[] Read(Stream stream, ParameterManifest manifest, string what) => ReadParts(stream, manifest, [""], what)[0];

    /// <summary>Reads several parts.</summary>
    public static float[][] ReadParts(Stream stream, ParameterManifest manifest, IReadOnlyList<string> parts, string what)
    {
        var header = ReadHeader(stream, what);
        RequireLayout(header, manifest, parts, what);
        var arrays = new float[parts.Count][];
        for (var i = 0; i < arrays.Length; i++)
        {
            arrays[i] = new float[manifest.TotalCount];
            stream.ReadExactly(MemoryMarshal.AsBytes(arrays[i].AsSpan()));
            RequireFinite(arrays[i], manifest, what);
        }

        return arrays;
    }

    private static void RequireFinite(ReadOnlySpan<float> values, ParameterManifest manifest, string what)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                var parameter = manifest.Parameters[Enumerable.Range(0, manifest.Parameters.Length).Last(p => manifest.Offsets[p] <= i)];
                throw new LamellaException(ErrorCodes.ManifestMismatch, $"{what} holds {values[i]} in '{parameter.Name}'.", "Weights must be finite; the training that made them has diverged.");
            }
        }
    }

    private static IEnumerable<(string Name, ImmutableArray<int> Shape)> Layout(ParameterManifest manifest, IEnumerable<string> parts) =>
        parts.SelectMany(part => manifest.Parameters.Select(p => (part.Length == 0 ? p.Name : $"{part}/{p.Name}", p.Shape)));
}
