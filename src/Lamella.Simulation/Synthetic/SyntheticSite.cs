namespace Lamella.Simulation.Synthetic;

/// <summary>A generated hospital.</summary>
/// <param name="Id">Its site id.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Folder">Holds <c>map.yaml</c>, <c>clinical.csv</c>, <c>index.csv</c> and <c>tiles/</c>; bags are expected in <c>bags/</c>.</param>
/// <param name="Patients">Number of patients.</param>
public sealed record SyntheticSite(string Id, string Name, string Folder, int Patients)
{
    /// <summary>Folder of the tiles, which the index's files are relative to.</summary>
    public string TileFolder => Path.Combine(Folder, "tiles");

    /// <summary>Index of the tiles: file, patient, x, y, lesion (0 or 1).</summary>
    public string IndexFile => Path.Combine(Folder, "index.csv");

    /// <summary>Where the map expects the bags.</summary>
    public string BagFolder => Path.Combine(Folder, "bags");
}
