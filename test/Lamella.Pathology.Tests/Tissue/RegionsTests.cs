using System.Text;
using Lamella.Federation;
using Lamella.Pathology.Tissue;

namespace Lamella.Pathology.Tests.Tissue;

public sealed class RegionsTests
{
    private const string Unit = "[[[0,0],[8,0],[8,8],[0,8],[0,0]]]";

    [Theory]
    [InlineData("""{"classification":{"name":"Tumor","color":[200,0,0]}}""", "Tumor", RegionUse.Annotation)]
    [InlineData("""{"classification":{"names":["Tumor","Positive"]}}""", "Tumor: Positive", RegionUse.Annotation)]
    [InlineData("""{"classification":"Stroma"}""", "Stroma", RegionUse.Annotation)]
    [InlineData("""{"name":"Ignore*"}""", "Ignore*", RegionUse.Exclude)]
    [InlineData("""{"classification":{"name":"Region*"},"name":"Ignore*"}""", "Region*", RegionUse.Include)]
    [InlineData("""{"objectType":"annotation"}""", null, RegionUse.Include)]
    [InlineData("""{"objectType":"detection"}""", null, RegionUse.Annotation)]
    [InlineData("null", null, RegionUse.Include)]
    public void The_class_is_found_wherever_it_stands(string properties, string? name, RegionUse use)
    {
        var region = Assert.Single(Read(Feature(properties)).Items);
        Assert.Equal((name, use), (region.ClassName, region.Use));
    }

    [Theory]
    [InlineData("Include", RegionUse.Include)]
    [InlineData("tissue", RegionUse.Include)]
    [InlineData("Exclude", RegionUse.Exclude)]
    [InlineData("Ignore", RegionUse.Exclude)]
    [InlineData("Fold*", RegionUse.Exclude)]
    [InlineData("*", RegionUse.Exclude)]
    [InlineData("Necrosis", RegionUse.Annotation)]
    [InlineData(" ", RegionUse.Include)]
    public void A_class_says_what_a_region_is_for(string name, RegionUse use) => Assert.Equal(use, Regions.UseOf(name));

    [Fact]
    public void A_collection_an_array_and_one_feature_read_alike()
    {
        foreach (var text in new[] { Feature("{}"), $"[{Feature("{}")}]", $$"""{"type":"FeatureCollection","features":[{{Feature("{}")}}]}""", "\uFEFF" + Feature("{}") })
            Assert.Equal(8, Assert.Single(Assert.Single(Read(text).Items).Polygons).Right);
        Assert.Empty(Read("[]").Items);
    }

    [Fact]
    public void Points_and_lines_are_passed_over_and_counted()
    {
        var regions = Read("""[{"geometry":{"type":"Point","coordinates":[1,2]}},{"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}]""");
        Assert.Empty(regions.Items);
        Assert.Equal(2, regions.WithoutArea);
    }

    [Fact]
    public void Inside_counts_where_something_is_to_include_and_exclusion_wins()
    {
        var all = RegionMask.From(Read("[]"), 4, 4, 2, 2);
        Assert.All(all.Allowed.ToArray(), Assert.True);
        // Overview pixels of 2 x 2: the square to include covers 4 x 4 of them, the one to exclude the upper left 2 x 2.
        var mask = RegionMask.From(Read($"[{Feature("{}")},{Feature("""{"name":"Ignore*"}""", "[[[0,0],[4,0],[4,4],[0,4]]]")},{Feature("""{"name":"Tumor"}""")}]"), 5, 5, 2, 2);
        Assert.Equal(12, mask.Allowed.Count(true));
        Assert.Equal(4, mask.Excluded.Count(true));
        Assert.False(mask.Allowed[0]);
        Assert.True(mask.Allowed[2]);
        Assert.False(mask.Allowed[4]);
        // An annotation alone decides nothing.
        Assert.All(RegionMask.From(Read(Feature("""{"name":"Tumor"}""")), 3, 3, 9, 9).Allowed.ToArray(), Assert.True);
    }

    [Fact]
    public void Coverage_of_a_tile_by_hand()
    {
        var tumour = """{"classification":{"name":"Tumor"}}""";
        var regions = Read($"[{Feature(tumour)},{Feature(tumour, "[[[4,0],[12,0],[12,8],[4,8]]]")},{Feature("""{"name":"Stroma"}""", "[[[0,0],[100,0],[100,100],[0,100]]]")}]");
        Assert.Equal(1, regions.Coverage("Tumor", 0, 0, 8, 8));
        Assert.Equal(0.5, regions.Coverage("Tumor", 8, 0, 16, 8));
        Assert.Equal(0.25, regions.Coverage("Tumor", 8, 4, 16, 12));
        Assert.Equal(0, regions.Coverage("Tumor", 12, 0, 20, 8));
        Assert.Equal(0, regions.Coverage("Fat", 0, 0, 8, 8));
        Assert.Equal(0, regions.Coverage("Tumor", 8, 8, 8, 8));
        // Under the diagonal: within one sample in sixteen.
        Assert.Equal(0.5, Read(Feature(tumour, "[[[0,0],[8,8],[0,8]]]")).Coverage("Tumor", 0, 0, 8, 8), 1.0 / 16);
        Assert.Equal(["Stroma", "Tumor"], regions.AnnotationClasses);
    }

    [Fact]
    public void Multipolygons_have_parts_and_holes()
    {
        var regions = Read("""[{"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[8,0],[8,8],[0,8]],[[2,2],[6,2],[6,6],[2,6]]],[[[20,0],[24,0],[24,4],[20,4]]]]},"properties":{"name":"T"}}]""");
        Assert.Equal(2, Assert.Single(regions.Items).Polygons.Count);
        Assert.Equal(0.75, regions.Coverage("T", 0, 0, 8, 8));
        Assert.Equal(1, regions.Coverage("T", 20, 0, 24, 4));
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("", "JSON")]
    [InlineData("3", "neither")]
    [InlineData("{}", "neither")]
    [InlineData("[3]", "feature 1")]
    [InlineData("""[{"geometry":null}]""", "feature 1")]
    [InlineData("""[{"geometry":{"type":"Polygon"}}]""", "feature 1")]
    [InlineData("""[{"geometry":{"type":"Circle","coordinates":[]}}]""", "feature 1")]
    [InlineData("""[{"geometry":{"type":"Polygon","coordinates":[]}}]""", "feature 1")]
    [InlineData("""[{"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}}]""", "feature 1")]
    [InlineData("""[{"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0],[1,1]]]}}]""", "feature 1")]
    [InlineData("""[{"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,"x"],[2,2]]]}}]""", "feature 1")]
    [InlineData("""[{"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1e300],[2,2]]]}}]""", "feature 1")]
    [InlineData("""[{"geometry":{"type":"Polygon","coordinates":[[[0,0],[1],[2,2]]]}}]""", "feature 1")]
    [InlineData("""[{"geometry":{"type":"Point","coordinates":[1,2]}},{"geometry":{"type":"MultiPolygon","coordinates":[[3]]}}]""", "feature 2")]
    [InlineData("""[{"geometry":{"type":"\ud800","coordinates":[]}}]""", "Unicode")]
    public void Every_fault_has_the_code_and_names_the_feature(string text, string words)
    {
        var fault = Assert.Throws<LamellaException>(() => Read(text));
        Assert.Equal(ErrorCodes.RegionsInvalid, fault.Code);
        Assert.Contains(words, fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_corners_names_and_size_are_bounded()
    {
        Refused(new string('[', 100) + new string(']', 100));
        Refused(Feature("{}", "[[" + string.Join(',', Enumerable.Range(0, Regions.MaxVertices + 1).Select(i => $"[{i % 1000},{i / 1000}]")) + "]]"));
        Refused(Feature($$"""{"name":"{{new string('a', 201)}}"}"""));
        using var endless = new MemoryStream(new byte[Regions.MaxBytes + 1]);
        Assert.Equal(ErrorCodes.RegionsInvalid, Assert.Throws<LamellaException>(() => Regions.Read(endless)).Code);

        static void Refused(string text) => Assert.Equal(ErrorCodes.RegionsInvalid, Assert.Throws<LamellaException>(() => Read(text)).Code);
    }

    private static Regions Read(string text) => Regions.Read(Encoding.UTF8.GetBytes(text));

    private static string Feature(string properties, string coordinates = Unit) =>
        $$$"""{"type":"Feature","geometry":{"type":"Polygon","coordinates":{{{coordinates}}}},"properties":{{{properties}}}}""";
}
