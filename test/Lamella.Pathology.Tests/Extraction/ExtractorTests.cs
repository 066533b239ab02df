using Lamella.Federation;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Quality;
using Lamella.Testing.Zoo;

namespace Lamella.Pathology.Tests.Extraction;

public sealed class ExtractorTests : IDisposable
{
    private readonly ExtractionFixture fixture = new();
    private readonly SlideZoo zoo;

    public ExtractorTests() => zoo = new SlideZoo(fixture.Slides);

    public void Dispose() => fixture.Dispose();

    /// <summary>Worked by hand: tissue from (300, 200), 1,000 x 800 px at .5 um/px, tiles of 224 px from the corner: columns 2 to 4 lie wholly in it, so do rows 1 to 3.</summary>
    [Fact]
    public void A_slide_becomes_a_bag_of_its_tiles()
    {
        zoo.Good();

        var summary = fixture.Extract();

        Assert.Equal((1, 0, 0), (summary.Made, summary.Kept, summary.Refused));
        var bag = fixture.Bag("good.tif");
        var positions = Enumerable.Range(0, bag.Count).Select(i => (bag.Coordinates![2 * i], bag.Coordinates[(2 * i) + 1])).ToHashSet();
        Assert.Subset(positions, (from x in new[] { 448, 672, 896 } from y in new[] { 224, 448, 672 } select (x, y)).ToHashSet());
        Assert.Equal(bag.Count, positions.Count);
        Assert.Equal(summary.Tiles, bag.Count);
        Assert.Equal(fixture.Contract.ToFeatureContract(64).Hash(), bag.Contract.Hash());
    }

    [Fact]
    public void Run_again_it_keeps_what_is_there_and_adds_what_is_new()
    {
        zoo.Good();
        fixture.Extract();
        var before = fixture.Row("good.tif");
        zoo.ThirdLevels();

        var summary = fixture.Extract();

        Assert.Equal((1, 1, 0), (summary.Made, summary.Kept, summary.Refused));
        Assert.Equal(before.BagSha256, fixture.Row("good.tif").BagSha256);
        Assert.Equal(before.Examined, fixture.Row("good.tif").Examined);
    }

    [Fact]
    public void A_copy_under_another_name_counts_once_and_a_renamed_file_keeps_its_bag()
    {
        File.Copy(zoo.Good(), Path.Combine(fixture.Slides, "other name.tif"));
        fixture.Extract();

        Assert.Equal(FindingCodes.Duplicate, Assert.Single(fixture.Row("other name.tif").Findings).Code);
        Assert.Single(Directory.GetFiles(Path.Combine(fixture.Store, "bags")));

        File.Delete(Path.Combine(fixture.Slides, "other name.tif"));
        File.Move(Path.Combine(fixture.Slides, "good.tif"), Path.Combine(fixture.Slides, "renamed.tif"));
        var summary = fixture.Extract();

        Assert.Equal(1, summary.Kept);
        Assert.Equal(0, summary.Tiles);
        Assert.DoesNotContain(fixture.Catalogue(), row => Path.GetFileName(row.File) == "good.tif");
    }

    [Fact]
    public void A_damaged_slide_stops_none_of_the_others()
    {
        zoo.DamagedPixels();
        zoo.Good();
        zoo.TextAsSvs();
        zoo.Truncated();

        var summary = fixture.Extract();

        Assert.Equal(1, summary.Made);
        var others = fixture.Catalogue().Where(row => row.BagSha256.Length == 0 && row.Findings[0].Code != FindingCodes.Duplicate).ToList();
        Assert.Equal(3, others.Count);
        Assert.All(others, row =>
        {
            Assert.Equal(Verdict.Refused, row.Verdict);
            Assert.Contains(row.Findings, finding => finding.Code is FindingCodes.Damaged or FindingCodes.Unreadable);
            Assert.DoesNotContain(row.Findings, finding => finding.Words.Contains(Path.GetFileName(row.File), StringComparison.OrdinalIgnoreCase));
        });
    }

    [Fact]
    public void Half_a_bag_is_never_taken_for_one()
    {
        zoo.Good();
        fixture.Extract();
        var row = fixture.Row("good.tif");
        var path = Path.Combine(fixture.Store, "bags", row.Slide + ".h5");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^100]);
        File.WriteAllText(path + ".123-4.tmp", "half");

        var summary = fixture.Extract();

        Assert.Equal(1, summary.Made);
        Assert.Equal(row.BagSha256, fixture.Row("good.tif").BagSha256);
        Assert.Single(Directory.GetFiles(Path.Combine(fixture.Store, "bags")));
    }

    /// <summary>What a run leaves that was killed between a bag and its row.</summary>
    [Fact]
    public void A_bag_without_its_row_is_adopted()
    {
        zoo.Good();
        fixture.Extract();
        var row = fixture.Row("good.tif");
        using (var catalogue = SlideCatalogue.Open(Path.Combine(fixture.Store, "private", "catalogue.db")))
            catalogue.Remove(Path.Combine(fixture.Slides, "good.tif"));

        var summary = fixture.Extract();

        Assert.Equal((0, 1, 0L), (summary.Made, summary.Kept, summary.Tiles));
        Assert.Equal(row.BagSha256, fixture.Row("good.tif").BagSha256);
    }

    [Fact]
    public void Whose_slide_it_is_may_be_learnt_later_without_encoding_anew()
    {
        zoo.Good("A007_HE_2.tif");
        fixture.Extract();
        Assert.Equal(fixture.Row("A007_HE_2.tif").Slide, fixture.Bag("A007_HE_2.tif").PatientId);
        File.WriteAllText(fixture.File("clinical.csv"), "patient_id,age\nA007,61\nA00,50\n");

        var summary = fixture.Extract(job => job with { Patients = SlidePatients.Read(fixture.File("clinical.csv")) });

        Assert.Equal((0, 1, 0L), (summary.Made, summary.Kept, summary.Tiles));
        var row = fixture.Row("A007_HE_2.tif");
        Assert.Equal("A007", row.Patient);
        Assert.Equal(row.PatientPseudonym, fixture.Bag("A007_HE_2.tif").PatientId);
        Assert.StartsWith("p-", row.PatientPseudonym, StringComparison.Ordinal);
        Assert.Equal($"slide,patient\n{row.Slide},A007\n", File.ReadAllText(Path.Combine(fixture.Store, "slides.csv")));
        Assert.DoesNotContain("A007", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(fixture.Store, "bags", row.Slide + ".h5"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Regions_decide_which_tissue_counts_and_annotations_are_truth()
    {
        zoo.Good();
        Directory.CreateDirectory(fixture.File("regions"));
        File.WriteAllText(fixture.File("regions", "good.geojson"), """
            {"type":"FeatureCollection","features":[
              {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[448,224],[896,224],[896,672],[448,672],[448,224]]]},"properties":{"classification":{"name":"Region*"}}},
              {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[448,224],[672,224],[672,672],[448,672],[448,224]]]},"properties":{"classification":{"name":"Tumor"}}}]}
            """);

        fixture.Extract(job => job with { RegionFolder = fixture.File("regions"), TruthClass = "Tumor" });

        var bag = fixture.Bag("good.tif");
        var truth = Enumerable.Range(0, bag.Count).ToDictionary(i => (bag.Coordinates![2 * i], bag.Coordinates[(2 * i) + 1]), i => bag.TileLabels![i]);
        Assert.Equal([((448, 224), 1), ((448, 448), 1), ((672, 224), 0), ((672, 448), 0)], truth.Select(t => (t.Key, (int)t.Value)).Order());
    }

    [Fact]
    public void Most_tiles_are_a_seeded_draw()
    {
        zoo.Good();
        fixture.Contract = fixture.Contract with { MaxTiles = 4 };
        fixture.Extract();
        var first = fixture.Bag("good.tif").Coordinates!;
        Directory.Delete(fixture.Store, recursive: true);

        fixture.Extract();

        Assert.Equal(8, first.Length);
        Assert.Equal(first, fixture.Bag("good.tif").Coordinates);
    }

    [Fact]
    public void Overrides_have_the_last_word()
    {
        zoo.WithoutResolution();
        zoo.Good();
        zoo.Big();
        File.WriteAllText(fixture.File("overrides.csv"), "slide,mpp,exclude,region\nno-mpp,0.5,,\ngood.tif,,yes,\nbig.tif,,,448 224 448 448\n");

        fixture.Extract(job => job with { Overrides = OverrideTable.Read(fixture.File("overrides.csv")) });

        Assert.True(fixture.Row("no-mpp.tif").TilesInBag > 8);
        Assert.Equal(FindingCodes.Excluded, Assert.Single(fixture.Row("good.tif").Findings).Code);
        Assert.Equal(4, fixture.Row("big.tif").TilesInBag);
    }

    [Fact]
    public void A_store_takes_bags_of_one_contract_from_one_program_at_a_time()
    {
        zoo.Good();
        fixture.Extract();
        using (var held = SlideStore.OpenForWriting(fixture.Store, fixture.Contract))
            Assert.Equal(ErrorCodes.StoreUnusable, Assert.Throws<LamellaException>(() => fixture.Extract()).Code);

        fixture.Contract = fixture.Contract with { MinimumTissue = 0.9 };
        Assert.Equal(ErrorCodes.ContractMismatch, Assert.Throws<LamellaException>(() => fixture.Extract()).Code);
    }

    [Fact]
    public void A_lost_key_is_said_and_not_replaced()
    {
        zoo.Good();
        fixture.Extract();
        File.Delete(Path.Combine(fixture.Store, "private", "pseudonym.key"));

        Assert.Equal(ErrorCodes.StoreUnusable, Assert.Throws<LamellaException>(() => fixture.Extract()).Code);
    }

    [Fact]
    public void A_cohort_is_frozen_by_its_bags()
    {
        zoo.Good("A001.tif");
        File.WriteAllText(fixture.File("clinical.csv"), "patient\nA001\n");
        fixture.Extract(job => job with { Patients = SlidePatients.Read(fixture.File("clinical.csv")) });
        using var store = SlideStore.OpenForReading(fixture.Store);

        var (one, again) = (store.Freeze("first", withWarnings: true, TimeProvider.System), store.Freeze("first", withWarnings: true, TimeProvider.System));

        Assert.Equal(one.Hash, again.Hash);
        Assert.Equal(one.Hash, Assert.Single(store.Catalogue.Cohorts()).Hash);
        Assert.NotEqual(one.Hash, (one with { Slides = [one.Slides[0] with { BagSha256 = new string('0', 64) }] }).Hash);
    }

    [Fact]
    public void A_scan_says_what_extraction_then_does()
    {
        zoo.Good();
        zoo.AllBackground();
        var scan = fixture.Scan();
        fixture.Extract();

        Assert.Equal(fixture.Catalogue().Select(row => (Path.GetFileName(row.File), row.Verdict, row.TilesInBag)), scan.Slides.Select(slide => (slide.File, slide.Verdict, slide.Tiles)));
        Assert.Equal(scan.Slides.Sum(slide => slide.Tiles), scan.Estimate.Tiles);
        Assert.True(scan.Estimate is { ReadRate: > 0, EncodeRate: > 0, Bytes: > 0 });
        Assert.True(scan.Estimate.Time > TimeSpan.Zero);
    }

    [Fact]
    public void Stopped_it_leaves_finished_bags_and_goes_on_from_them()
    {
        foreach (var name in new[] { "a.tif", "b.tif", "c.tif" })
            zoo.Good(name);
        // Slides of the same bytes are duplicates; another quality makes them others.
        zoo.Big();
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => fixture.Extract(job => job with { Progress = new StopAfter(1, stop) }, stop.Token));
        var done = fixture.Catalogue().Count(row => row.BagSha256.Length > 0);
        var summary = fixture.Extract();

        Assert.InRange(done, 1, 1);
        Assert.Equal((1, 1), (summary.Kept, summary.Made));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(fixture.Store, "bags")).Length);
    }

    [Fact]
    public void Without_the_table_what_is_known_of_patients_stays()
    {
        zoo.Good("A007.tif");
        File.WriteAllText(fixture.File("clinical.csv"), "patient\nA007\n");
        fixture.Extract(job => job with { Patients = SlidePatients.Read(fixture.File("clinical.csv")) });
        var before = fixture.Row("A007.tif");

        fixture.Extract();

        Assert.Equal((before.Patient, before.BagSha256), (fixture.Row("A007.tif").Patient, fixture.Row("A007.tif").BagSha256));
        Assert.Contains("A007", File.ReadAllText(Path.Combine(fixture.Store, "slides.csv")), StringComparison.Ordinal);
    }

    /// <summary>What a run leaves that was killed after a bag's patient was renamed and before its row.</summary>
    [Fact]
    public void A_bag_whose_row_names_another_patient_is_mended()
    {
        zoo.Good("A007.tif");
        File.WriteAllText(fixture.File("wrong.csv"), "patient,slide\nB009,A007.tif\n");
        File.WriteAllText(fixture.File("right.csv"), "patient,slide\nA007,A007.tif\n");
        fixture.Extract(job => job with { Patients = SlidePatients.Read(fixture.File("right.csv")) });
        var right = fixture.Row("A007.tif");
        fixture.Extract(job => job with { Patients = SlidePatients.Read(fixture.File("wrong.csv")) });
        using (var catalogue = SlideCatalogue.Open(Path.Combine(fixture.Store, "private", "catalogue.db")))
            catalogue.Put(right);

        fixture.Extract(job => job with { Patients = SlidePatients.Read(fixture.File("right.csv")) });

        Assert.Equal(right.PatientPseudonym, fixture.Bag("A007.tif").PatientId);
        Assert.Equal(right.BagSha256, fixture.Row("A007.tif").BagSha256);
    }

    [Fact]
    public void Two_folders_with_the_same_names_in_one_store_are_two_slides()
    {
        zoo.Good("Slide001.tif");
        fixture.Extract();
        var other = Directory.CreateDirectory(fixture.File("other")).FullName;
        File.Move(new SlideZoo(other).ThirdLevels(), Path.Combine(other, "Slide001.tif"));

        fixture.Extract(job => job with { SlideFolder = other });

        Assert.Equal(2, fixture.Catalogue().Count(row => row.BagSha256.Length > 0));
    }

    [Fact]
    public void An_excluded_slide_and_a_replaced_one_leave_nothing_behind()
    {
        zoo.Good("a.tif");
        zoo.ThirdLevels();
        fixture.Extract();
        var replaced = fixture.Row("thirds.tif").Slide;
        File.Move(zoo.Big(), Path.Combine(fixture.Slides, "thirds.tif"), overwrite: true);
        File.WriteAllText(fixture.File("overrides.csv"), "slide,exclude\na.tif,yes\nslip.tif,yes\n");

        var summary = fixture.Extract(job => job with { Overrides = OverrideTable.Read(fixture.File("overrides.csv")) });

        Assert.Equal(["slip.tif"], summary.UnusedOverrides);
        Assert.Equal([fixture.Row("thirds.tif").Slide + ".h5"], Directory.GetFiles(Path.Combine(fixture.Store, "bags")).Select(Path.GetFileName));
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(fixture.Store, "overviews")), file => file.Contains(replaced, StringComparison.Ordinal) || file.Contains(fixture.Row("a.tif").Slide, StringComparison.Ordinal));
    }

    [Fact]
    public void A_slide_that_cannot_be_reached_keeps_its_bag()
    {
        Directory.CreateDirectory(fixture.File("mount"));
        File.Move(zoo.Good(), fixture.File("mount", "good.tif"));
        File.CreateSymbolicLink(Path.Combine(fixture.Slides, "late.tif"), fixture.File("mount", "good.tif"));
        fixture.Extract();
        Directory.Move(fixture.File("mount"), fixture.File("away"));

        var summary = fixture.Extract(job => job with { Retry = new() { Tries = 1 } });

        Assert.Equal((1, 1), (summary.Kept, summary.Unreachable));
        Assert.NotEmpty(fixture.Row("late.tif").BagSha256);
    }

    [Fact]
    public void A_mended_copy_is_looked_at_again_and_a_changed_bag_is_in_no_cohort()
    {
        var damaged = zoo.DamagedPixels();
        fixture.Extract();
        Assert.Equal(0, fixture.Row(Path.GetFileName(damaged)).TilesInBag);
        var digest = fixture.Row(Path.GetFileName(damaged));
        File.SetLastWriteTimeUtc(damaged, DateTime.UnixEpoch);

        fixture.Extract();

        Assert.NotEqual(digest.Examined, fixture.Row(Path.GetFileName(damaged)).Examined);

        zoo.Good();
        fixture.Extract();
        File.AppendAllText(Path.Combine(fixture.Store, "bags", fixture.Row("good.tif").Slide + ".h5"), "x");
        using var store = SlideStore.OpenForReading(fixture.Store);
        Assert.Equal(ErrorCodes.StoreUnusable, Assert.Throws<LamellaException>(() => store.Freeze("c", withWarnings: true, TimeProvider.System)).Code);
    }

    [Fact]
    public void Regions_that_cannot_be_read_refuse_their_slide_and_no_other()
    {
        zoo.Good();
        zoo.ThirdLevels();
        Directory.CreateDirectory(fixture.File("regions"));
        File.WriteAllText(fixture.File("regions", "good.geojson"), "{");

        var summary = fixture.Extract(job => job with { RegionFolder = fixture.File("regions") });

        Assert.Equal((1, 1), (summary.Made, summary.Refused));
        Assert.Equal(FindingCodes.RegionsInvalid, fixture.Row("good.tif").Findings[0].Code);
    }

    [Fact]
    public void A_picture_of_a_label_is_not_opened_and_leaves_no_picture()
    {
        File.Move(new PixelZoo(fixture.Slides).Jpeg(), Path.Combine(fixture.Slides, "H19-12_label.jpg"));
        new PixelZoo(fixture.Slides).Strips();

        fixture.Extract();

        Assert.Equal(FindingCodes.LabelPicture, fixture.Row("H19-12_label.jpg").Findings[0].Code);
        Assert.Empty(Directory.GetFiles(Path.Combine(fixture.Store, "overviews")));
    }

    [Fact]
    public void Stains_are_normalised_where_the_contract_says_so_and_a_slide_without_two_is_refused()
    {
        zoo.Good();
        fixture.Extract();
        var plain = fixture.Bag("good.tif");
        Directory.Delete(fixture.Store, recursive: true);
        new PixelZoo(fixture.Slides).Grey();
        fixture.Contract = fixture.Contract with { NormaliseTo = Pathology.Stain.StainMatrix.Reference };

        fixture.Extract(job => job with { MicronsPerPixel = 0.5 });

        var normalised = fixture.Bag("good.tif");
        Assert.Equal(plain.Coordinates, normalised.Coordinates);
        Assert.NotEqual(plain.Features.ToArray(), normalised.Features.ToArray());
        Assert.Contains("macenko", normalised.Contract.Preprocessing, StringComparison.Ordinal);
        Assert.Contains(fixture.Row("grey.tif").Findings, finding => finding.Code == FindingCodes.StainUnknown);
    }

    private sealed class StopAfter(int slides, CancellationTokenSource stop) : IProgress<Lamella.Pathology.Extraction.ExtractionProgress>
    {
        public void Report(Lamella.Pathology.Extraction.ExtractionProgress value)
        {
            if (value.SlidesDone >= slides)
                stop.Cancel();
        }
    }
}
