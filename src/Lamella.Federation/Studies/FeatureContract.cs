using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lamella.Federation.Studies;

/// <summary>
/// What features are: the encoder, the resolution, the tile, the preprocessing and the dimension. Its hash stands in every bag; bags of
/// different contracts are never mixed, since the encoder decides the result.
/// </summary>
public sealed record FeatureContract
{
    /// <summary>SHA-256 of the encoder file in lower-case hex, or <c>builtin:name:version</c>.</summary>
    public required string EncoderSha256 { get; init; }

    /// <summary>Micrometres per pixel of the encoded tiles; 0 when not known.</summary>
    public required double MicronsPerPixel { get; init; }

    /// <summary>Side of a tile in pixels at that resolution.</summary>
    public required int TileSize { get; init; }

    /// <summary>Preprocessing in one line, e.g. <c>rgb 0..255 nchw, pad white</c>.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>Features per tile.</summary>
    public required int Dimension { get; init; }

    /// <summary>True when a user declared it for a file that does not prove it. Not part of the hash.</summary>
    public bool Declared { get; init; }

    /// <summary>SHA-256, lower-case hex, of the canonical lines <c>name=value\n</c> in the order of the properties above, invariant culture.</summary>
    public string Hash()
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"lamella-feature-contract=1\nencoder={EncoderSha256}\nmpp={MicronsPerPixel:R}\ntile={TileSize}\npreprocessing={Preprocessing}\ndimension={Dimension}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Name of the first field in which <paramref name="other"/> differs, or null when the two agree.</summary>
    public string? FirstDifference(FeatureContract other) =>
        EncoderSha256 != other.EncoderSha256 ? "encoder"
        : !MicronsPerPixel.Equals(other.MicronsPerPixel) ? "um/px"
        : TileSize != other.TileSize ? "tile size"
        : Preprocessing != other.Preprocessing ? "preprocessing"
        : Dimension != other.Dimension ? "dimension"
        : null;
}
