using System.Text.Json.Serialization;

namespace Lamella.Pathology.Encoders.Registry;

/// <summary>What is known of an encoder in the registry; stands in <c>{sha256}.json</c> beside its file.</summary>
public sealed record RegisteredEncoder
{
    /// <summary>SHA-256 of the file, lower-case hex: the encoder's identity in a contract.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Name on this machine; unique in the registry.</summary>
    public required string Name { get; init; }

    /// <summary>Licence under which this hospital uses it, in the words of who added it.</summary>
    public required string Licence { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Features per tile d.</summary>
    public required int Dimension { get; init; }

    /// <summary>Side of the tiles in pixels that it takes; null: any.</summary>
    public required int? InputSide { get; init; }

    /// <summary>Version of the standard operators.</summary>
    public required int Opset { get; init; }

    /// <summary>How pixels enter it.</summary>
    public required InputScaling Scaling { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>Where the file is; not written down, so that the folder can be moved.</summary>
    [JsonIgnore]
    public string File { get; init; } = "";

    /// <summary>The record as JSON, as it stands on the disk.</summary>
    public string ToJson() => EncoderRecordFile.Text(this);
}
