using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Bags.Making;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Tiles;
using Lamella.Simulation.Synthetic;
using Lamella.Testing;

namespace Lamella.Simulation.Tests.Synthetic;

public sealed class SyntheticConsortiumTests : IDisposable
{
    private static readonly SyntheticOptions Small = new() { PatientsPerSite = 10, TilesPerPatient = 6, TileSize = 64 };
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
    public void Each_hospital_has_its_tiles_index_table_and_map()
    {
        var sites = SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["alder", "birch", "cedar", "elm"], sites.Select(site => site.Id));
        Assert.Equal([13, 10, 9, 8], sites.Select(site => site.Patients));
        foreach (var site in sites)
        {
            var index = TileIndex.Read(site.IndexFile, new TileIndexOptions { LabelColumn = "lesion" });
            Assert.Equal(site.Patients, index.Patients.Count);
            Assert.All(index.Patients, patient => Assert.Equal(6, patient.Tiles.Count));
            Assert.All(index.Patients.SelectMany(patient => patient.Tiles), tile => Assert.True(File.Exists(Path.Combine(site.TileFolder, tile.File))));
            Assert.Contains("bags: bags", File.ReadAllText(Path.Combine(site.Folder, "map.yaml")), StringComparison.Ordinal);
            Assert.Equal(site.Patients + 1, File.ReadAllLines(Path.Combine(site.Folder, "clinical.csv")).Length);
        }
    }

    [Fact]
    public void Tables_are_kept_each_in_its_own_manner()
    {
        SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken);
        Assert.StartsWith("patient_id,age,ki67,node,response\nA001,", Text("alder", Encoding.UTF8), StringComparison.Ordinal);
        Assert.StartsWith("PatNr;Alter (Jahre);Ki-67 %;Lymphknoten;R\u00fcckbildung\n000001;", Text("birch", Encoding.Latin1), StringComparison.Ordinal);
        Assert.Equal([0xEF, 0xBB, 0xBF], File.ReadAllBytes(folder.File("a", "cedar", "clinical.csv"))[..3]);
        Assert.Matches(@"^ipp;age_diag;ki67;ganglions;r\u00e9ponse\n00001;\d\d,\d;", Text("elm", Encoding.UTF8));

        string Text(string site, Encoding encoding) => encoding.GetString(File.ReadAllBytes(folder.File("a", site, "clinical.csv")));
    }

    [Fact]
    public void Written_again_it_is_left_as_it_is_and_a_lost_hospital_comes_back()
    {
        SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken);
        var before = Digest("a");
        Directory.Delete(folder.File("a", "cedar"), recursive: true);
        var kept = File.GetLastWriteTimeUtc(folder.File("a", "elm", "index.csv"));
        SyntheticConsortium.Write(folder.File("a"), Small, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(before, Digest("a"));
        Assert.Equal(kept, File.GetLastWriteTimeUtc(folder.File("a", "elm", "index.csv")));
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
    public void Stains_differ_between_hospitals_and_lesions_show_within_each()
    {
        var sites = SyntheticConsortium.Write(folder.File("a"), Small with { TileSize = 96 }, cancellationToken: TestContext.Current.CancellationToken);
        var means = sites.Select(site =>
        {
            var index = TileIndex.Read(site.IndexFile, new TileIndexOptions { LabelColumn = "lesion" });
            using var encoder = new BuiltInEncoder(96, SyntheticConsortium.MicronsPerPixel);
            BagBuilder.Run(new BagBuildOptions { TileFolder = site.TileFolder, Index = index, Encoder = encoder, OutputFolder = site.BagFolder }, TestContext.Current.CancellationToken);
            var store = BagStore.Open(site.BagFolder);
            var rows = index.Patients.Select(patient => store.Load(patient.PatientId)).SelectMany(bag => Enumerable.Range(0, bag.Count).Select(i => (Row: bag.Row(i).ToArray(), Label: bag.TileLabels![i]))).ToArray();
            // Structure of 8 px in haematoxylin: large nuclei.
            var lesion = rows.Where(row => row.Label == 1).Average(row => row.Row[59]);
            var normal = rows.Where(row => row.Label == 0).Average(row => row.Row[59]);
            Assert.True(lesion > normal + 0.3, $"{site.Id}: {lesion:F2} against {normal:F2}");
            return Enumerable.Range(0, 6).Select(i => rows.Average(row => row.Row[i])).ToArray();
        }).ToArray();
        for (var a = 0; a < means.Length; a++)
        {
            for (var b = 0; b < a; b++)
                Assert.True(means[a].Zip(means[b], (x, y) => Math.Abs(x - y)).Max() > 0.15);
        }
    }

    [Fact]
    public void Outcomes_follow_the_tissue_with_noise()
    {
        var patients = Enumerable.Range(0, 2000).Select(number => SyntheticPatient.Draw(Small with { TilesPerPatient = 24 }, HospitalProfile.All[0], number)).ToArray();
        Assert.InRange(patients.Average(patient => patient.Response ? 1.0 : 0.0), 0.45, 0.55);
        var shares = patients.ToLookup(patient => patient.Response, patient => patient.Lesions.Average(lesion => lesion ? 1.0 : 0.0));
        Assert.True(shares[false].Average() > shares[true].Average() + 0.15);
        Assert.InRange(patients.Average(patient => patient.Ki67 is null ? 1.0 : 0.0), 0.03, 0.07);
    }

    private string Digest(string name)
    {
        var root = folder.File(name);
        var lines = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(root, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}");
        return string.Join("\n", lines);
    }
}
