using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Bags;

public sealed class BagStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_bag_per_patient()
    {
        Write("b", "a");
        var store = BagStore.Open(folder.FullName);
        Assert.Equal(["a", "b"], store.Patients);
        Assert.Equal("a", store.Load("a").PatientId);
        Assert.Same(store.Load("a"), store.Load("a"));
        Assert.Equal(BagExamples.Contract(3), store.RequireOneContract(["a", "b"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public void Features_are_copied_whatever_is_kept(int cacheBytes)
    {
        BagFile.Write(folder.File("a.h5"), BagExamples.Bag("a", 5, 3));
        BagFile.Write(folder.File("b.h5"), BagExamples.Bag("b", 2, 3, start: 100));
        var store = BagStore.Open(folder.FullName, new BagStoreOptions { CacheBytes = cacheBytes });
        foreach (var patient in new[] { "b", "a", "b", "a" })
        {
            var copy = new float[patient == "a" ? 15 : 6];
            store.CopyFeatures(patient, copy);
            Assert.Equal(store.Load(patient).Features.ToArray(), copy);
        }
    }

    [Fact]
    public void Missing_bags_are_named_all_at_once()
    {
        Write("a");
        var fault = Assert.Throws<LamellaException>(() => BagStore.Open(folder.FullName).Require(["z", "a", "y"]));
        Assert.Equal(ErrorCodes.BagMissing, fault.Code);
        Assert.Contains("2 patients have no bag", fault.Fault, StringComparison.Ordinal);
        Assert.Contains("y, z", fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Slides_of_a_patient_are_joined_in_ordinal_order_and_remember_their_slide()
    {
        BagFile.Write(folder.File("s2.h5"), BagExamples.Bag("s2", 2, 3, start: 100));
        BagFile.Write(folder.File("s10.h5"), BagExamples.Bag("s10", 1, 3));
        var store = BagStore.Open(folder.FullName, new BagStoreOptions { Slides = [new("s2", "p"), new("s10", "p")] });
        var bag = store.Load("p");
        Assert.Equal(["p"], store.Patients);
        Assert.Equal(["s10", "s2"], bag.Slides);
        Assert.Equal([0, 1, 1], bag.SlideIndex!);
        Assert.Equal([0f, .25f, .5f, 100f, 100.25f, 100.5f, 100.75f, 101f, 101.25f], bag.Features.ToArray());
        Assert.Equal([0, 224, 0, 224, 448, 672], bag.Coordinates!);
    }

    [Fact]
    public void Slides_without_a_bag_are_named()
    {
        var fault = Assert.Throws<LamellaException>(() => BagStore.Open(folder.FullName, new BagStoreOptions { Slides = [new("s2", "p"), new("s1", "p")] }));
        Assert.Contains("2 slides have no bag", fault.Fault, StringComparison.Ordinal);
        Assert.Contains("s1, s2", fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cap_keeps_a_seeded_draw_in_the_original_order()
    {
        BagFile.Write(folder.File("p.h5"), BagExamples.Bag("p", 50, 3));
        var draws = Enumerable.Range(0, 3).Select(seed => Capped((ulong)seed)).ToArray();
        Assert.Equal(draws[0], Capped(0));
        Assert.NotEqual(draws[0], draws[1]);
        foreach (var draw in draws)
        {
            Assert.Equal(20, draw.Distinct().Count());
            Assert.Equal(draw.Order(), draw);
        }

        int[] Capped(ulong seed)
        {
            var bag = BagStore.Open(folder.FullName, new BagStoreOptions { MaxTiles = 20, Seed = seed }).Load("p");
            // Row r starts with r * 3 / 4 and lies at x = 448 r.
            var rows = Enumerable.Range(0, bag.Count).Select(i => (int)(bag.Row(i)[0] / 0.75f)).ToArray();
            Assert.Equal(rows.Select(row => row * 448), Enumerable.Range(0, bag.Count).Select(i => bag.Coordinates![2 * i]));
            Assert.Equal(rows.Select(row => (byte)(row % 2)), bag.TileLabels!);
            return rows;
        }
    }

    [Fact]
    public void Every_tile_is_as_likely_as_every_other_to_be_kept()
    {
        BagFile.Write(folder.File("p.h5"), BagExamples.Bag("p", 10, 1));
        var hits = new int[10];
        for (ulong seed = 0; seed < 400; seed++)
        {
            foreach (var value in BagStore.Open(folder.FullName, new BagStoreOptions { MaxTiles = 3, Seed = seed }).Load("p").Features.ToArray())
                hits[(int)(value * 4)]++;
        }

        Assert.All(hits, hit => Assert.InRange(hit, 75, 165));
    }

    [Theory]
    [InlineData("um/px")]
    [InlineData("dimension")]
    public void Different_contracts_are_refused_and_the_field_is_named(string field)
    {
        Write("a");
        BagFile.Write(folder.File("b.h5"), field == "um/px" ? BagExamples.Bag("b", 2, 3, mpp: .25) : BagExamples.Bag("b", 2, 4));
        var fault = Assert.Throws<LamellaException>(() => BagStore.Open(folder.FullName).RequireOneContract(["a", "b"]));
        Assert.Equal(ErrorCodes.ContractMismatch, fault.Code);
        Assert.Contains($"b.h5' differs in {field}", fault.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(1 << 20)]
    public void The_stream_gives_the_same_bags_as_loading_whatever_fits_in_memory(long cacheBytes)
    {
        Write("a", "b", "c", "d");
        var store = BagStore.Open(folder.FullName, new BagStoreOptions { CacheBytes = cacheBytes });
        string[] order = ["c", "a", "a", "d", "b", "c", "d"];
        var seen = 0;
        foreach (var bag in store.Stream(order, TestContext.Current.CancellationToken))
        {
            Assert.Equal(order[seen], bag.PatientId);
            Assert.Equal(BagFile.Read(folder.File(order[seen] + ".h5")).Features.ToArray(), bag.Features.ToArray());
            seen++;
        }

        Assert.Equal(order.Length, seen);
    }

    [Fact]
    public void The_stream_can_be_left_early_and_says_what_is_missing()
    {
        Write("a", "b");
        var store = BagStore.Open(folder.FullName, new BagStoreOptions { CacheBytes = 0 });
        Assert.Equal("a", store.Stream(["a", "b", "a"], TestContext.Current.CancellationToken).First().PatientId);
        Assert.Throws<LamellaException>(() => store.Stream(["a", "nobody"], TestContext.Current.CancellationToken).Count());
    }

    [Fact]
    public async Task Loading_from_several_threads_gives_whole_bags()
    {
        string[] patients = ["a", "b", "c", "d"];
        Write(patients);
        var store = BagStore.Open(folder.FullName, new BagStoreOptions { CacheBytes = 50 });
        var loaded = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => store.Load(patients[i % 4]), TestContext.Current.CancellationToken)));
        Assert.All(loaded, bag => Assert.Equal(bag.PatientId[0] - 'a', bag.Features.Span[0]));
    }

    private void Write(params string[] patients)
    {
        foreach (var patient in patients)
            BagFile.Write(folder.File(patient + ".h5"), BagExamples.Bag(patient, 2, 3, start: patient[0] - 'a'));
    }
}
