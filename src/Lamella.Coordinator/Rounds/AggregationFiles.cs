using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lamella.Coordinator.Storage;
using Lamella.Federation;
using Lamella.Federation.Models;

namespace Lamella.Coordinator.Rounds;

/// <summary>The open files of one aggregation: slices are read at any offset and written front to back.</summary>
internal sealed class AggregationFiles : IDisposable
{
    private readonly ParameterManifest manifest;
    private readonly IReadOnlyList<string> parts;
    private readonly (FileStream File, long Data) model;
    private readonly List<(FileStream File, long Data)> updates = [];
    private readonly List<(FileStream File, long Data)> state = [];
    private readonly BlobWriter nextModel;
    private readonly List<BlobWriter> nextState = [];

    public AggregationFiles(BlobStore blobs, ParameterManifest manifest, string model, ImmutableArray<string> serverState, IEnumerable<string> updates, IReadOnlyList<string> parts)
    {
        this.manifest = manifest;
        this.parts = parts;
        var header = SafetensorsHeader.Encode(manifest.Parameters.Select(p => (p.Name, p.Shape)));
        this.model = OpenFile(blobs, model, [""]);
        nextModel = blobs.Create();
        nextModel.Write(header);
        foreach (var update in updates)
            this.updates.Add(OpenFile(blobs, update, parts));
        foreach (var vector in serverState)
        {
            state.Add(OpenFile(blobs, vector, [""]));
            var writer = blobs.Create();
            writer.Write(header);
            nextState.Add(writer);
        }
    }

    /// <summary>Every read of the aggregation, in the order of the sums: slice by slice, each site's parts, then the model, then the server's state.</summary>
    public IEnumerable<Action<float[]>> InOrder(int length, int sites)
    {
        for (long from = 0; from < manifest.TotalCount; from += length)
        {
            var (start, count) = (from, (int)Math.Min(length, manifest.TotalCount - from));
            for (var site = 0; site < sites; site++)
            {
                var update = updates[site];
                for (var part = 0; part < parts.Count; part++)
                {
                    var offset = ((long)part * manifest.TotalCount) + start;
                    yield return buffer => ReadSlice(update, offset, buffer.AsSpan(0, count));
                }
            }

            foreach (var file in state.Prepend(model))
                yield return buffer => ReadSlice(file, start, buffer.AsSpan(0, count));
        }
    }

    /// <summary>Writes the next slice of model and state.</summary>
    public void Write(ReadOnlySpan<float> modelSlice, ReadOnlySpan<Memory<float>> stateSlices)
    {
        nextModel.Write(MemoryMarshal.AsBytes(modelSlice));
        for (var vector = 0; vector < stateSlices.Length; vector++)
            nextState[vector].Write(MemoryMarshal.AsBytes(stateSlices[vector].Span));
    }

    public (string Model, ImmutableArray<string> ServerState) Commit() => (nextModel.Commit(), [.. nextState.Select(w => w.Commit())]);

    public void Dispose()
    {
        model.File.Dispose();
        nextModel.Dispose();
        foreach (var (file, _) in updates.Concat(state))
            file.Dispose();
        foreach (var writer in nextState)
            writer.Dispose();
    }

    private static void ReadSlice((FileStream File, long Data) source, long from, Span<float> slice)
    {
        var bytes = MemoryMarshal.AsBytes(slice);
        var offset = source.Data + (from * sizeof(float));
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(source.File.SafeFileHandle, bytes, offset);
            if (read == 0)
                throw new LamellaException(ErrorCodes.SafetensorsCorrupt, $"{source.File.Name} ends too early.", "The disk lost data; restore the folder or start again.");
            bytes = bytes[read..];
            offset += read;
        }
    }

    private (FileStream File, long Data) OpenFile(BlobStore blobs, string blob, IReadOnlyList<string> parts)
    {
        var file = blobs.Open(blob);
        var header = Safetensors.ReadHeader(file, blob);
        Safetensors.RequireLayout(header, manifest, parts, blob);
        return (file, header.DataStart);
    }
}
