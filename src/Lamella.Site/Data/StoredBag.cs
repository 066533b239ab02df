using Lamella.Learning.Training;
using Lamella.Pathology.Bags;

namespace Lamella.Site.Data;

/// <summary>A patient's bag in the site's store, read when the trainer asks for it.</summary>
public sealed class StoredBag(BagStore store, string patient, int count, int dimension) : IBagSource
{
    /// <inheritdoc />
    public int Count => count;

    /// <inheritdoc />
    public int Dimension => dimension;

    /// <inheritdoc />
    public void Read(Span<float> destination) => store.CopyFeatures(patient, destination);

    /// <summary>Truth per tile, where the bag carries it; null otherwise.</summary>
    public byte[]? TileLabels() => store.Load(patient).TileLabels;
}
