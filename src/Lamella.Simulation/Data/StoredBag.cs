using Lamella.Learning.Training;
using Lamella.Pathology.Bags;

namespace Lamella.Simulation.Data;

/// <summary>A patient's bag in the site's store, read when the trainer asks for it.</summary>
internal sealed class StoredBag(BagStore store, string patient, int count, int dimension) : IBagSource
{
    public int Count => count;

    public int Dimension => dimension;

    public void Read(Span<float> destination) => store.CopyFeatures(patient, destination);

    /// <summary>Truth per tile, where the bag carries it; null otherwise.</summary>
    public byte[]? TileLabels() => store.Load(patient).TileLabels;
}
