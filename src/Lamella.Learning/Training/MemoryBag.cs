namespace Lamella.Learning.Training;

/// <summary>A bag that is in memory already.</summary>
/// <param name="features">Features [count x dimension], row-major.</param>
/// <param name="dimension">Features per row.</param>
public sealed class MemoryBag(ReadOnlyMemory<float> features, int dimension) : IBagSource
{
    /// <inheritdoc />
    public int Count => features.Length / dimension;

    /// <inheritdoc />
    public int Dimension => dimension;

    /// <inheritdoc />
    public void Read(Span<float> destination) => features.Span.CopyTo(destination);
}
