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
    private readonly (FileStream File, long Data) model;
    private readonly List<(FileStream File, long Data)> updates = [];
    private readonly List<(FileStream File, long Data)> state = [];
    private readonly BlobWriter nextModel;
    private readonly List<BlobWriter> nextState = [];

    public AggregationFiles(BlobStore blobs, ParameterManifest manifest, string model, ImmutableArray<string> serverState, IEnumerable<string> updates, IReadOnlyList<string> parts)
    {
        this.manifest = manifest;
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

    public void ReadModel(long from, Span<float> slice) => ReadSlice(model, from, slice);

    public void ReadState(int vector, long from, Span<float> slice) => ReadSlice(state[vector], from, slice);

    public void ReadUpdate(int site, int part, long from, Span<float> slice) => ReadSlice(updates[site], ((long)part * manifest.TotalCount) + from, slice);

    public void WriteModel(ReadOnlySpan<float> slice) => nextModel.Write(MemoryMarshal.AsBytes(slice));

    public void WriteState(int vector, ReadOnlySpan<float> slice) => nextState[vector].Write(MemoryMarshal.AsBytes(slice));

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
