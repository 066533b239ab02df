using Lamella.Federation.Studies;

namespace Lamella.Pathology.Encoders;

/// <summary>Turns tiles into features. Used by one thread at a time.</summary>
public interface ITileEncoder : IDisposable
{
    /// <summary>What the features are.</summary>
    FeatureContract Contract { get; }

    /// <summary>Features per tile d.</summary>
    int Dimension { get; }

    /// <summary>Side in pixels of the tiles that <see cref="Encode"/> is given.</summary>
    int InputSize { get; }

    /// <summary>Most tiles of one call.</summary>
    int Batch { get; }

    /// <summary>Encodes tiles.</summary>
    /// <param name="rgb">Tiles one after the other, each InputSize * InputSize * 3 bytes, row by row, RGB; at most <see cref="Batch"/>.</param>
    /// <param name="features">Receives d numbers per tile.</param>
    void Encode(ReadOnlySpan<byte> rgb, Span<float> features);
}
