namespace Lamella.Storage.Blobs;

/// <summary>Removes what nothing refers to. What is reachable follows from the ledger.</summary>
public static class BlobCollector
{
    /// <summary>Deletes every blob whose name is not reachable.</summary>
    /// <returns>How many were deleted.</returns>
    public static int Collect(IBlobStore blobs, IReadOnlySet<string> reachable)
    {
        var deleted = 0;
        foreach (var name in blobs.List().Where(n => !reachable.Contains(n)))
        {
            blobs.Delete(name);
            deleted++;
        }

        return deleted;
    }
}
