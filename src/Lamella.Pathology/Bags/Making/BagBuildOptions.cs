using Lamella.Pathology.Encoders;
using Lamella.Pathology.Tiles;

namespace Lamella.Pathology.Bags.Making;

/// <summary>What bags are made of, and where they go.</summary>
public sealed record BagBuildOptions
{
    /// <summary>Folder the index's files are relative to.</summary>
    public required string TileFolder { get; init; }

    /// <summary>The tiles.</summary>
    public required TileIndex Index { get; init; }

    /// <summary>The encoder; its contract stands in every bag.</summary>
    public required ITileEncoder Encoder { get; init; }

    /// <summary>Folder that receives <c>{patient}.h5</c> and <c>patients.csv</c>.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>
    /// A patient's outcome is 1 when at least this share of its tiles is positive (label above 0); null: no outcome is written. Needs tile labels.
    /// </summary>
    public double? PositiveShare { get; init; }

    /// <summary>Decoding threads, 1 to 16. All cores but the encoder's unless given, at most 4.</summary>
    public int DecodeThreads { get; init; } = Math.Clamp(Environment.ProcessorCount - 1, 1, 4);

    /// <summary>Says how far it is; called from the encoding thread.</summary>
    public IProgress<BagProgress>? Progress { get; init; }
}

/// <summary>How far the making of bags is.</summary>
/// <param name="TilesDone">Tiles encoded or found to be there.</param>
/// <param name="TilesTotal">Tiles of the index.</param>
/// <param name="PatientsDone">Bags written or found to be there.</param>
/// <param name="PatientsTotal">Patients of the index.</param>
public readonly record struct BagProgress(int TilesDone, int TilesTotal, int PatientsDone, int PatientsTotal);

/// <summary>What came of it.</summary>
/// <param name="Made">Bags written.</param>
/// <param name="Kept">Bags that were there already, of the same contract and tiles.</param>
/// <param name="TilesEncoded">Tiles encoded.</param>
/// <param name="TilesLeftOut">Tiles under half the tile size, left out.</param>
/// <param name="PatientsWithoutBag">Patients of whom no tile was left.</param>
/// <param name="PatientsFile">The table of patients.</param>
public sealed record BagBuildResult(
    int Made, int Kept, int TilesEncoded, int TilesLeftOut, IReadOnlyList<string> PatientsWithoutBag, string PatientsFile);
