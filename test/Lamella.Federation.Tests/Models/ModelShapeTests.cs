using System.Collections.Immutable;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Models;

public sealed class ModelShapeTests
{
    private static readonly BinaryTask Binary = new("response", "yes");

    private static readonly InputSpec Table = new() { Clinical = ["age"] };

    [Theory]
    [InlineData("meanpool", 2049)]
    [InlineData("weldon", 2049)]
    [InlineData("chowder", 273410)]
    [InlineData("deepmil", 320258)]
    public void Published_sizes(string head, int count) => Assert.Equal(count, Shape(HeadPresets.Create(head), Tiles(2048)).Manifest.TotalCount);

    [Fact]
    public void Every_preset_fits_its_kind_of_input()
    {
        foreach (var head in HeadPresets.Names)
        {
            var inputs = head is "linear" or "logistic" or "cox" or "mlp" ? Table : Tiles(768);
            Assert.Empty(ModelShape.Check(HeadPresets.Create(head), inputs, new MulticlassTask("o", ["a", "b", "c"]), inputs.Bags is null ? 5 : 0));
        }
    }

    [Fact]
    public void Names_and_laws_of_deepmil()
    {
        var manifest = Shape(HeadPresets.Create("deepmil"), Tiles(64)).Manifest;
        Assert.Equal(
            ["embed.weight", "embed.bias", "attention.v.weight", "attention.v.bias", "attention.u.weight", "attention.u.bias", "attention.w.weight", "attention.w.bias",
                "classifier1.weight", "classifier1.bias", "classifier2.weight", "classifier2.bias", "head.weight", "head.bias"],
            manifest.Parameters.Select(p => p.Name));
        Assert.All(manifest.Parameters.Take(2), p => Assert.Equal((InitLaw.Uniform, 1 / 8.0), (p.Law, p.Scale)));
    }

    [Fact]
    public void Early_fusion_widens_the_first_layer_after_pooling()
    {
        var inputs = Tiles(64) with { Clinical = ["age"], Fusion = Fusion.Early };
        var shape = Shape(HeadPresets.Create("deepmil"), inputs, covariates: 7);
        Assert.Equal([128, 128 + 7], shape.Manifest.Parameters.Single(p => p.Name == "classifier1.weight").Shape);
        Assert.Equal("classifier1", Assert.Single(shape.Blocks, b => b.TakesCovariates).Name);
    }

    [Fact]
    public void Early_fusion_has_no_place_in_weldon()
    {
        var inputs = Tiles(64) with { Clinical = ["age"], Fusion = Fusion.Early };
        Assert.Contains("late fusion", Assert.Single(ModelShape.Check(HeadPresets.Create("weldon"), inputs, Binary, 3)), StringComparison.Ordinal);
    }

    [Fact]
    public void Late_fusion_adds_a_weight_per_covariate()
    {
        var inputs = Tiles(64) with { Clinical = ["age"], Fusion = Fusion.Late };
        var parameter = Shape(HeadPresets.Create("weldon"), inputs, covariates: 3).Manifest.Parameters.Single(p => p.Name == ModelShape.LateFusionWeight);
        Assert.Equal([1, 3], parameter.Shape);
    }

    [Fact]
    public void Slide_embeddings_start_as_vectors_unless_the_head_pools()
    {
        var slides = new InputSpec { Bags = new BagInput { Dimension = 32, Kind = BagKind.Slide } };
        Assert.Equal(Stage.Vector, Shape(HeadPresets.Create("mlp"), slides).Input.Stage);
        Assert.Equal(Stage.Matrix, Shape(HeadPresets.Create("deepmil"), slides).Input.Stage);
    }

    public static TheoryData<string, Block[]> Faulty => new()
    {
        { "ends with tiles", [new LinearBlock(8)] },
        { "needs tiles", [new PoolBlock(PoolKind.Mean), new PoolBlock(PoolKind.Mean)] },
        { "out is 9000", [new LinearBlock(9000)] },
        { "hidden is 0", [new GatedAttentionBlock(0)] },
        { "top is 0", [new TopBottomBlock(0, 1)] },
        { "flatten needs", [new PoolBlock(PoolKind.Flatten)] },
        { "heads is 3", [new SelfAttentionBlock(3)] },
        { "no class token", [new TakeClassTokenBlock()] },
        { "a class token already", [new ClassTokenBlock(), new ClassTokenBlock()] },
        { "landmarks is 0", [new NystromAttentionBlock(2, 0)] },
        { "dropout is 1", [new DropoutBlock(1)] },
        { "'a' is taken", [new LinearBlock(8) { Name = "a" }, new GatedAttentionBlock(8) { Name = "a" }] },
        { "may have letters", [new GatedAttentionBlock(8) { Name = "a b" }] },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Faults_say_what_is_wrong(string expected, Block[] blocks)
    {
        var model = new ModelSpec { Head = "composed", Blocks = [.. blocks] };
        Assert.Contains(expected, string.Join('\n', ModelShape.Check(model, Tiles(16), Binary, 0)), StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.ProtocolInvalid, Assert.Throws<LamellaException>(() => Shape(model, Tiles(16))).Code);
    }

    [Fact]
    public void Inputs_are_checked_too()
    {
        var linear = HeadPresets.Create("linear");
        Assert.Contains("nothing to predict from", Assert.Single(ModelShape.Check(linear, Table, Binary, 0)), StringComparison.Ordinal);
        Assert.Contains("fusion", Assert.Single(ModelShape.Check(linear, Tiles(8), Binary, 2)), StringComparison.Ordinal);
        Assert.Contains("0 features", Assert.Single(ModelShape.Check(linear, Tiles(0), Binary, 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_on_parameters_and_memory_hold()
    {
        var deepmil = HeadPresets.Create("deepmil");
        Assert.Equal(ErrorCodes.ModelTooLarge, Assert.Throws<LamellaException>(() => Shape(deepmil with { MaxParameters = 1000 }, Tiles(64))).Code);
        Assert.Equal(ErrorCodes.ModelTooLarge, Assert.Throws<LamellaException>(() => Shape(deepmil with { MaxBagMegabytes = 10 }, Tiles(64))).Code);
        Assert.Empty(ModelShape.Check(deepmil with { MaxBagMegabytes = 10 }, Tiles(64) with { Bags = new BagInput { Dimension = 64, MaxTiles = 1000 } }, Binary, 0));
    }

    [Fact]
    public void Normalisation_names_and_prefixes_stay_local_behind_the_shared_ones()
    {
        var transformer = HeadPresets.Create("transformer", new HeadOptions { Width = 16, Heads = 2, FeedForward = 8 });
        var local = Shape(transformer, Tiles(8), keepLocal: ["normalisation", "embed.*"]).Manifest;
        Assert.Equal(
            ["embed.weight", "embed.bias", "attention1.norm.weight", "attention1.norm.bias", "forward1.norm.weight", "forward1.norm.bias",
                "attention2.norm.weight", "attention2.norm.bias", "forward2.norm.weight", "forward2.norm.bias", "norm.weight", "norm.bias"],
            local.Parameters.Where(p => p.IsLocal).Select(p => p.Name));
        Assert.All(local.Parameters.Take(local.Parameters.Length - 12), p => Assert.False(p.IsLocal));
        Assert.Equal(local.SharedCount, local.Shared().TotalCount);
    }

    [Fact]
    public void Patterns_that_match_nothing_or_everything_are_refused()
    {
        Assert.Contains("'normalisation'", Assert.Single(ModelShape.Check(HeadPresets.Create("linear"), Table, Binary, 2, ["normalisation"])), StringComparison.Ordinal);
        Assert.Contains("nothing would be trained", Assert.Single(ModelShape.Check(HeadPresets.Create("linear"), Table, Binary, 2, ["head.*"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Presets_refuse_foreign_names_and_options()
    {
        Assert.Contains("deepmil", Assert.Throws<LamellaException>(() => HeadPresets.Create("resnet")).Remedy, StringComparison.Ordinal);
        Assert.Contains("Landmarks", Assert.Throws<LamellaException>(() => HeadPresets.Create("deepmil", new HeadOptions { Landmarks = 3 })).Fault, StringComparison.Ordinal);
        Assert.Equal(3, HeadPresets.Create("mlp", new HeadOptions { Hidden = [5], Dropout = 0.5 }).Blocks.Length);
    }

    [Fact]
    public void Initial_weights_are_a_function_of_manifest_and_seed()
    {
        var manifest = Shape(HeadPresets.Create("deepmil"), Tiles(64)).Manifest;
        Assert.Equal(manifest.InitialWeights(5), Shape(HeadPresets.Create("deepmil"), Tiles(64)).Manifest.InitialWeights(5));
        Assert.NotEqual(manifest.InitialWeights(5), manifest.InitialWeights(6));
    }

    private static InputSpec Tiles(int dimension) => new() { Bags = new BagInput { Dimension = dimension } };

    private static ModelShape Shape(ModelSpec model, InputSpec inputs, int covariates = 0, ImmutableArray<string> keepLocal = default) =>
        ModelShape.Create(model, inputs, Binary, covariates, keepLocal);
}
