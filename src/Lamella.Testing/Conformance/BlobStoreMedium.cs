using Lamella.Storage.Blobs;

namespace Lamella.Testing.Conformance;

/// <summary>What a blob store is kept on.</summary>
public abstract class BlobStoreMedium : Medium<IBlobStore>
{
    /// <summary>How many things are on it beside whole blobs: half-written ones.</summary>
    public abstract int Leftovers { get; }

    /// <summary>Changes the bytes of a blob behind the store's back.</summary>
    public abstract void Damage(string sha256, Func<byte[], byte[]> change);

    /// <summary>Lets a process die while it commits these bytes, half of which are on the medium.</summary>
    public abstract void TearCommit(byte[] content);
}
