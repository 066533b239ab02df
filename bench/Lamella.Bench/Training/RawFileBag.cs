using System.Runtime.InteropServices;
using Lamella.Learning.Training;

namespace Lamella.Bench.Training;

/// <summary>A bag in a file of its own, nothing but float32: the least a reader can do.</summary>
internal sealed class RawFileBag(string path, int count, int dimension) : IBagSource
{
    public int Count => count;

    public int Dimension => dimension;

    public static RawFileBag Write(string path, float[] features, int dimension)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(file, MemoryMarshal.AsBytes(features.AsSpan()), 0);
        return new RawFileBag(path, features.Length / dimension, dimension);
    }

    public void Read(Span<float> destination)
    {
        using var file = File.OpenHandle(path);
        var bytes = MemoryMarshal.AsBytes(destination);
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes[done..], done);
            if (read == 0)
                throw new EndOfStreamException(path);
            done += read;
        }
    }
}
