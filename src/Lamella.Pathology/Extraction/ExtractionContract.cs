using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Files;
using Lamella.Pathology.Quality;
using Lamella.Pathology.Stain;
using Lamella.Pathology.Tissue;

namespace Lamella.Pathology.Extraction;

/// <summary>
/// What every hospital of a study does with its slides, so that features can be learnt from together: encoder, resolution, tile, tissue, stain. One JSON
/// file, made once and handed round; it holds no path and nothing of a patient. The reference features let a hospital whose runtime computes otherwise notice.
/// </summary>
public sealed record ExtractionContract
{
    private const string Version = "lamella-extraction-1";

    private static readonly QualityOptions Bounds = new();

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Format of the file.</summary>
    [JsonRequired]
    public string Format { get; init; } = Version;

    /// <summary>SHA-256 of the encoder file in lower-case hex, or the built-in one's id.</summary>
    public string Encoder { get; init; } = BuiltInEncoder.Id;

    /// <summary>How pixels enter the encoder; the built-in one takes them as they are.</summary>
    public InputScaling Scaling { get; init; } = InputScaling.Raw;

    /// <summary>um/px of the tiles, .05 to 8. .5 unless given.</summary>
    public double MicronsPerPixel { get; init; } = 0.5;

    /// <summary>Side of a tile in pixels at that resolution, 32 to 4,096. 224 unless given: 112 um.</summary>
    public int TileSize { get; init; } = 224;

    /// <summary>How tissue is found.</summary>
    public TissueMethod Tissue { get; init; } = TissueMethod.Otsu;

    /// <summary>Least share of tissue of a tile, 0 to 1. .6 unless given.</summary>
    public double MinimumTissue { get; init; } = 0.6;

    /// <summary>Most tiles of a slide, by a seeded draw; 0: all. 10,000 unless given.</summary>
    public int MaxTiles { get; init; } = 10_000;

    /// <summary>Seed of that draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The stains tiles are normalised to (Macenko); null: colours stay as they are.</summary>
    public StainMatrix? NormaliseTo { get; init; }

    /// <summary>Features of the reference tile; empty: not checked.</summary>
    public IReadOnlyList<float> ReferenceFeatures { get; init; } = [];

    /// <summary>Reads a contract.</summary>
    /// <exception cref="LamellaException">The file is missing or is no contract; what is wrong is named.</exception>
    public static ExtractionContract Read(string path)
    {
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"the contract '{path}' does not exist.", "Check the path; 'lamella encoder contract' makes one.");
        try
        {
            using var stream = File.OpenRead(path);
            var contract = JsonSerializer.Deserialize<ExtractionContract>(stream, Json) ?? throw new JsonException("it is empty");
            contract.Check(path);
            return contract;
        }
        catch (JsonException fault)
        {
            throw new LamellaException(ErrorCodes.StoreUnusable, $"'{path}' is no extraction contract: {fault.Message}", "Get the contract again from whoever leads the study.", fault);
        }
    }

    /// <summary>Writes the contract.</summary>
    public void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>Refuses values outside their bounds; all are named.</summary>
    /// <exception cref="LamellaException">A value is out of bounds.</exception>
    public void Check(string origin)
    {
        var faults = new List<string>();
        if (Format != Version)
            faults.Add($"format is '{Format}', this version reads '{Version}'");
        if (Encoder != BuiltInEncoder.Id && !(Encoder.Length == 64 && Encoder.All(char.IsAsciiHexDigitLower)))
            faults.Add($"encoder '{Encoder}' is neither '{BuiltInEncoder.Id}' nor a SHA-256 in lower-case hex");
        if (Encoder == BuiltInEncoder.Id && Scaling != InputScaling.Raw)
            faults.Add("the built-in encoder takes pixels as they are: scaling must be raw");
        if (!Bounds.IsPlausible(MicronsPerPixel, MicronsPerPixel))
            faults.Add($"micronsPerPixel is {MicronsPerPixel}, {Bounds.FinestResolution} to {Bounds.CoarsestResolution} are possible");
        if (TileSize is < 32 or > 4096)
            faults.Add($"tileSize is {TileSize}, 32 to 4096 are possible");
        if (!(MinimumTissue is >= 0 and <= 1))
            faults.Add($"minimumTissue is {MinimumTissue}, 0 to 1 are possible");
        if (MaxTiles is < 0 or > 1_000_000)
            faults.Add($"maxTiles is {MaxTiles}, 0 to 1,000,000 are possible");
        if (!ReferenceFeatures.All(float.IsFinite))
            faults.Add("referenceFeatures hold a number that is not finite");
        if (NormaliseTo is { } stain && !IsUsable(stain))
            faults.Add("normaliseTo needs two different stain vectors of three numbers, length 1, and positive concentrations");
        if (faults.Count > 0)
            throw new LamellaException(ErrorCodes.StoreUnusable, $"the extraction contract '{origin}' cannot be used: {string.Join("; ", faults)}.", "Correct it, or get it again from whoever leads the study.");
    }

    /// <summary>What features come out, for a given number of features a tile: the contract that stands in every bag.</summary>
    public FeatureContract ToFeatureContract(int dimension) => new()
    {
        EncoderSha256 = Encoder,
        MicronsPerPixel = MicronsPerPixel,
        TileSize = TileSize,
        Preprocessing = string.Create(CultureInfo.InvariantCulture, $"slide, rgb {Words(Scaling)}, resampled exactly, tissue {Tissue.ToString().ToLowerInvariant()} {MinimumTissue:R}, at most {MaxTiles} seed {Seed}, {StainWords()}"),
        Dimension = dimension,
    };

    private static string Words(InputScaling scaling) => scaling switch { InputScaling.ImageNet => "imagenet", InputScaling.Unit => "0..1", _ => "0..255" };

    private string StainWords() => NormaliseTo is not { } stain ? "stain as it is" : string.Create(
        CultureInfo.InvariantCulture,
        $"macenko to {string.Join(' ', stain.Haematoxylin.Concat(stain.Eosin).Append(stain.MaxHaematoxylin).Append(stain.MaxEosin).Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}");

    private static bool IsUsable(StainMatrix stain)
    {
        double Length(double[] v) => Math.Sqrt(v.Sum(x => x * x));
        return stain is { Haematoxylin.Length: 3, Eosin.Length: 3, MaxHaematoxylin: > 0.01 and < 100, MaxEosin: > 0.01 and < 100 }
            && stain.Haematoxylin.Concat(stain.Eosin).All(value => value >= 0)
            && Math.Abs(Length(stain.Haematoxylin) - 1) < 0.01 && Math.Abs(Length(stain.Eosin) - 1) < 0.01
            && stain.Haematoxylin.Zip(stain.Eosin).Sum(pair => pair.First * pair.Second) < 0.999;
    }
}
