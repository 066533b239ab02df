using Lamella.Learning.Training;
using Lamella.Pathology.Bags;

namespace Lamella.Bench.Training;

/// <summary>A bag in a site's store, read when the trainer asks for it, as sites do it.</summary>
internal sealed class StoreBag(BagStore store, string patient, int count, int dimension) : IBagSource
{
    public int Count => count;

    public int Dimension => dimension;

    public void Read(Span<float> destination) => store.CopyFeatures(patient, destination);
}
