using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Extraction;
using Lamella.Simulation.Reporting.Slides;
using Lamella.Simulation.Synthetic;

namespace Lamella.Cli.Demo;

/// <summary>What each hospital of the demo does for itself: verdicts, bags and a page to look at.</summary>
internal static class DemoHospital
{
    /// <summary>Turns its slides into bags; those that are there already stay.</summary>
    public static void Extract(SyntheticSite site, CancellationToken cancellation)
    {
        var contract = new ExtractionContract();
        using var encoder = new BuiltInEncoder(contract.TileSize, contract.MicronsPerPixel);
        using var store = SlideStore.OpenForWriting(site.StoreFolder, contract);
        var summary = Extractor.Run(
            new ExtractionJob
            {
                SlideFolder = site.SlideFolder,
                Contract = contract,
                Encoder = encoder,
                Patients = SlidePatients.Read(site.ClinicalFile, site.PatientColumn, site.SlideColumn),
                RegionFolder = site.TruthFolder,
                TruthClass = SyntheticConsortium.LesionClass,
            },
            store,
            cancellation);
        SlideReport.Write(PageOf(site), store);
        var slides = store.Catalogue.Slides();
        Console.WriteLine($"     {site.Name}: {slides.Count} slides, {summary.Refused} refused, {slides.Sum(slide => slide.TilesInBag)} tiles");
    }

    /// <summary>The page about its slides.</summary>
    public static string PageOf(SyntheticSite site) => Path.Combine(site.StoreFolder, SlideReport.FileName);
}
