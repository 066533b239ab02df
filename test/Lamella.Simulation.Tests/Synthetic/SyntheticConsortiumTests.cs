using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Bags.Making;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Tiles;
using Lamella.Protocols;
using Lamella.Simulation.Synthetic;
using Lamella.Simulation.Tests.Slides;
using Lamella.Testing;

namespace Lamella.Simulation.Tests.Synthetic;

public sealed class SyntheticConsortiumTests : IDisposable
{
    private static readonly SyntheticOptions Small = new() { PatientsPerSite = 3, SlideWidth = 800 };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_seed_gives_the_same_bytes_whatever_the_threads()
    {
        SyntheticConsortium.Write(folder.File("a"), Small with { Threads = 1 }, cancellationToken: TestContext.Current.CancellationToken);
        SyntheticConsortium.Write(folder.File("b"), Small with { Threads = 3 }, cancellationToken: TestContext.Current.CancellationToken);
        SyntheticConsortium.Write(folder.File("c"), Small with { Seed = 2 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Digest("a"), Digest("b"));
        Assert.NotEqual(Digest("a"), Digest("c"));
    }

    [Fact]
    public void Each_hospital_has_its_slides_truth_table_and_map()
    {
        var sites = SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["alder", "birch", "cedar", "elm"], sites.Select(site => site.Id));
        Assert.Equal(["A001-HE1", "H24-000001_A1", "C-0001 HE", "00001_HES_01"], sites.Select(FirstSlide));
        foreach (var site in sites)
        {
            Assert.Equal(3, site.Patients);
            Assert.Equal(3, Directory.GetFiles(site.SlideFolder).Length);
            foreach (var slide in Directory.GetFiles(site.SlideFolder))
            {
                Assert.InRange(ReadBack.Levels(slide)[0].Width, 680, 920);
                Assert.Equal(2000, ReadBack.Resolution(slide).X, 0.01);
                Assert.NotEmpty(ReadBack.Truth(Path.Combine(site.TruthFolder, Path.GetFileNameWithoutExtension(slide) + ".geojson")));
            }

            var map = File.ReadAllText(Path.Combine(site.Folder, "map.yaml"));
            Assert.Contains("bags: store/bags\n", map, StringComparison.Ordinal);
            Assert.Contains("slides: {file: store/slides.csv, slide: slide, patient: patient}\n", map, StringComparison.Ordinal);
            var table = File.ReadAllLines(site.ClinicalFile);
            Assert.Equal(4, table.Length);
            Assert.Contains(site.SlideColumn, table[0], StringComparison.Ordinal);
            Assert.Contains(site.PatientColumn, table[0], StringComparison.Ordinal);
            Assert.Contains(FirstSlide(site), table[1], StringComparison.Ordinal);
        }

        static string FirstSlide(SyntheticSite site) => Path.GetFileNameWithoutExtension(Directory.GetFiles(site.SlideFolder).Order(StringComparer.Ordinal).First());
    }

    [Fact]
    public void Maps_are_in_the_grammar_of_maps()
    {
        foreach (var site in SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken))
            Assert.Empty(MapReader.Read(File.ReadAllText(Path.Combine(site.Folder, "map.yaml"))).Faults);
    }

    [Fact]
    public void Tables_are_kept_each_in_its_own_manner()
    {
        SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken);
        Assert.StartsWith("patient_id,slide_id,age,ki67,node,response\nA001,", Text("alder", Encoding.UTF8), StringComparison.Ordinal);
        Assert.StartsWith("PatNr;Schnitt;Alter (Jahre);Ki-67 %;Lymphknoten;R\u00fcckbildung\n000001;", Text("birch", Encoding.Latin1), StringComparison.Ordinal);
        Assert.Equal([0xEF, 0xBB, 0xBF], File.ReadAllBytes(folder.File("a", "cedar", "clinical.csv"))[..3]);
        Assert.Matches(@"^ipp;lame;age_diag;ki67;ganglions;r\u00e9ponse\n00001;00001_HES_01;\d\d,\d;", Text("elm", Encoding.UTF8));

        string Text(string site, Encoding encoding) => encoding.GetString(File.ReadAllBytes(folder.File("a", site, "clinical.csv")));
    }

    [Fact]
    public void Written_again_it_is_left_as_it_is_and_a_lost_hospital_comes_back()
    {
        SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken);
        var before = Digest("a");
        Directory.Delete(folder.File("a", "cedar"), recursive: true);
        var kept = File.GetLastWriteTimeUtc(folder.File("a", "elm", "clinical.csv"));
        SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(before, Digest("a"));
        Assert.Equal(kept, File.GetLastWriteTimeUtc(folder.File("a", "elm", "clinical.csv")));
    }

    [Fact]
    public void A_folder_with_something_else_is_refused()
    {
        Directory.CreateDirectory(folder.File("a"));
        File.WriteAllText(folder.File("a", "thesis.txt"), "do not touch");
        Assert.Equal(ErrorCodes.OutputNotEmpty, Assert.Throws<LamellaException>(() => SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken)).Code);
        SyntheticConsortium.Write(folder.File("b"), Small, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Throws<LamellaException>(() => SyntheticConsortium.Write(folder.File("b"), Small with { Seed = 9 }, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Stains_differ_between_hospitals()
    {
        var means = SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken).Select(MeanTissue).ToArray();
        for (var a = 0; a < means.Length; a++)
        {
            for (var b = 0; b < a; b++)
                Assert.True(means[a].Zip(means[b], (x, y) => Math.Abs(x - y)).Max() > 8);
        }

        static double[] MeanTissue(SyntheticSite site)
        {
            var tissue = Directory.GetFiles(site.SlideFolder).SelectMany(file => ReadBack.Pixels(file, 1).Rgb.Chunk(3)).Where(pixel => pixel[0] - pixel[1] > 20).ToArray();
            return [.. Enumerable.Range(0, 3).Select(channel => tissue.Average(pixel => pixel[channel]))];
        }
    }

    [Fact]
    public void A_stop_leaves_no_half_written_hospital_and_the_next_run_completes_it()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop);
        Assert.ThrowsAny<OperationCanceledException>(() => SyntheticConsortium.Write(folder.File("a"), Small with { Threads = 1 }, progress, stop.Token));
        Assert.False(Directory.Exists(folder.File("a", "birch")));
        SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken);
        SyntheticConsortium.Write(folder.File("b"), Small, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Digest("b"), Digest("a"));
    }

    [Fact]
    public void Painted_tiles_show_their_lesions_to_the_encoder()
    {
        var (tiles, indexFile) = SyntheticTiles.Write(folder.FullName, patients: 10, tilesPerPatient: 6);
        var index = TileIndex.Read(indexFile, new TileIndexOptions { LabelColumn = "lesion" });
        using var encoder = new BuiltInEncoder(96, SyntheticTiles.MicronsPerPixel);
        BagBuilder.Run(new BagBuildOptions { TileFolder = tiles, Index = index, Encoder = encoder, OutputFolder = folder.File("bags") }, TestContext.Current.CancellationToken);
        var store = BagStore.Open(folder.File("bags"));
        var rows = index.Patients.Select(patient => store.Load(patient.PatientId)).SelectMany(bag => Enumerable.Range(0, bag.Count).Select(i => (Row: bag.Row(i).ToArray(), Label: bag.TileLabels![i]))).ToArray();
        // Structure of 8 px in haematoxylin: large nuclei.
        var lesion = rows.Where(row => row.Label == 1).Average(row => row.Row[59]);
        var normal = rows.Where(row => row.Label == 0).Average(row => row.Row[59]);
        Assert.True(lesion > normal + 0.3, $"{lesion:F2} against {normal:F2}");
    }

    [Fact]
    public void Outcomes_follow_the_tissue_with_noise()
    {
        var patients = Enumerable.Range(0, 2000).Select(number => SyntheticPatient.Draw(Small, HospitalProfile.All[0], number)).ToArray();
        Assert.InRange(patients.Average(patient => patient.Response ? 1.0 : 0.0), 0.45, 0.55);
        var shares = patients.ToLookup(patient => patient.Response, patient => patient.LesionShare);
        Assert.True(shares[false].Average() > shares[true].Average() + 0.15);
        Assert.InRange(patients.Average(patient => patient.Ki67 is null ? 1.0 : 0.0), 0.03, 0.07);
    }

    /// <summary>Stops when the first hospital is done.</summary>
    private sealed class Stopper(CancellationTokenSource stop) : IProgress<double>
    {
        public void Report(double value)
        {
            if (value > 0.3)
                stop.Cancel();
        }
    }

    private string Digest(string name)
    {
        var root = folder.File(name);
        var lines = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(root, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}");
        return string.Join("\n", lines);
    }
}
