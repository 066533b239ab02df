namespace Lamella.Simulation.Synthetic;

/// <summary>A generated hospital.</summary>
/// <param name="Id">Its site id.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Folder">Holds <c>slides/</c>, <c>truth/</c>, <c>clinical.csv</c> and <c>map.yaml</c>; what is made of the slides is expected in <c>store/</c>.</param>
/// <param name="Patients">Number of patients.</param>
/// <param name="SlideColumn">Column of the clinical table with the slide's file name, without its ending.</param>
/// <param name="PatientColumn">Column of the clinical table with the patient's id.</param>
public sealed record SyntheticSite(string Id, string Name, string Folder, int Patients, string SlideColumn, string PatientColumn)
{
    /// <summary>Folder of the slides.</summary>
    public string SlideFolder => Path.Combine(Folder, "slides");

    /// <summary>Folder of the outlines of lesions, a GeoJSON file per slide.</summary>
    public string TruthFolder => Path.Combine(Folder, "truth");

    /// <summary>The clinical table, in the hospital's own manner; it says whose each slide is.</summary>
    public string ClinicalFile => Path.Combine(Folder, "clinical.csv");

    /// <summary>Where the map expects what is made of the slides: <c>bags/</c> and <c>slides.csv</c>.</summary>
    public string StoreFolder => Path.Combine(Folder, "store");

    /// <summary>Where the map expects the bags.</summary>
    public string BagFolder => Path.Combine(StoreFolder, "bags");
}
