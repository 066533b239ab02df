namespace Lamella.Storage.Blobs;

/// <summary>
/// Content-addressed files: a blob's name is the SHA-256 of its content, lower-case hex. What has a name is whole, and what is read is what was
/// written. What is no name of a blob is refused everywhere (<see cref="BlobName"/>). Every implementation passes the same conformance suite.
/// </summary>
public interface IBlobStore
{
    /// <summary>Starts a blob; nothing has a name before <see cref="BlobWriter.Commit"/>.</summary>
    BlobWriter Create();

    /// <summary>Whether the blob is there.</summary>
    bool Contains(string sha256);

    /// <summary>Opens a blob after checking all of it against its name; seekable.</summary>
    /// <exception cref="Lamella.Federation.LamellaException">It is not there, or it is not what its name says.</exception>
    Stream OpenRead(string sha256);

    /// <summary>Opens a blob for slices, unchecked: whoever uses them calls <see cref="BlobSlices.Verify"/> before the result counts.</summary>
    /// <exception cref="Lamella.Federation.LamellaException">It is not there.</exception>
    BlobSlices OpenSlices(string sha256);

    /// <summary>Names of all blobs, in any order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Removes a blob; nothing happens when it is not there.</summary>
    void Delete(string sha256);
}
