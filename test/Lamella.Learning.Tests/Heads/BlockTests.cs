using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Heads;
using Lamella.Learning.Training;
using static TorchSharp.torch;

namespace Lamella.Learning.Tests.Heads;

/// <summary>Blocks against numbers worked by hand and against plain loops.</summary>
public sealed class BlockTests
{
    public BlockTests() => TorchEngine.UseThreads(1);

    [Fact]
    public void Top_and_bottom_in_falling_order()
    {
        using var scope = NewDisposeScope();
        var scores = tensor(new float[] { 3, 1, 5, 2, 4 }, [5, 1]);
        Assert.Equal([5, 4, 2, 1], Values(new TopBottomLayer(2, 2, true).Forward(scores, ForwardPass.Prediction)));
        Assert.Equal([5, 4, 3], Values(new TopBottomLayer(3, 0, true).Forward(scores, ForwardPass.Prediction)));
    }

    [Fact]
    public void A_small_bag_repeats_the_least_extreme_value_so_that_its_size_tilts_nothing()
    {
        using var scope = NewDisposeScope();
        var scores = tensor(new float[] { 3, 7 }, [2, 1]);
        var selected = Values(new TopBottomLayer(3, 3, true).Forward(scores, ForwardPass.Prediction));
        Assert.Equal([7, 3, 3, 7, 7, 3], selected);
        Assert.Equal(selected.Select(v => -v).Reverse(), Values(new TopBottomLayer(3, 3, true).Forward(-scores, ForwardPass.Prediction)));
    }

    [Fact]
    public void Flattening_goes_column_by_column()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 10, 2, 20 }, [2, 2]);
        Assert.Equal([1, 2, 10, 20], Values(new PoolLayer(PoolKind.Flatten).Forward(x, ForwardPass.Prediction)));
        Assert.Equal([1.5f, 15], Values(new PoolLayer(PoolKind.Mean).Forward(x, ForwardPass.Prediction)));
        Assert.Equal([2, 20], Values(new PoolLayer(PoolKind.Max).Forward(x, ForwardPass.Prediction)));
    }

    [Fact]
    public void Activations_by_hand()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { -1, 1 }, [1, 2]);
        float[] Of(ActivationKind kind) => Values(new ActivationLayer(kind).Forward(x, ForwardPass.Prediction));
        Assert.Equal([0, 1], Of(ActivationKind.Relu));
        AssertClose([-0.76159416f, 0.76159416f], Of(ActivationKind.Tanh), 1e-6);
        AssertClose([0.26894142f, 0.7310586f], Of(ActivationKind.Sigmoid), 1e-6);
        AssertClose([-0.15865525f, 0.8413447f], Of(ActivationKind.Gelu), 1e-6);
    }

    [Fact]
    public void Dropout_keeps_the_mean_and_the_share()
    {
        using var scope = NewDisposeScope();
        var masks = new DropoutMasks(11);
        masks.Begin(3);
        var kept = Values(masks.Apply(ones(100, 100), 0.25));
        Assert.Equal(0.75, kept.Count(v => v > 0) / 10000.0, 0.02);
        Assert.All(kept, v => Assert.True(v is 0 or 1 / 0.75f));
        masks.Begin(3);
        Assert.Equal(kept, Values(masks.Apply(ones(100, 100), 0.25)));
        Assert.NotEqual(kept, Values(masks.Apply(ones(100, 100), 0.25)));
    }

    [Fact]
    public void Self_attention_is_the_textbook_sum()
    {
        const int n = 5, k = 6, heads = 2, e = k / heads;
        using var scope = NewDisposeScope();
        var x = Wave(n, k, 0.9);
        var (qkvWeight, qkvBias, projWeight, projBias) = (Wave(3 * k, k, 0.3), Wave(1, 3 * k, 0.5).view(-1), Wave(k, k, 0.7), Wave(1, k, 1.1).view(-1));
        var norm = new NormLayer(ones(k), zeros(k));
        var layer = new SelfAttentionLayer(norm, new LinearLayer(qkvWeight, qkvBias), new LinearLayer(projWeight, projBias), heads, 0, explainsByToken: true);
        var pass = new ForwardPass { Explains = true };
        var output = Values(layer.Forward(x, pass));

        var qkv = Values(nn.functional.linear(norm.Forward(x, pass), qkvWeight, qkvBias));
        var mixed = new float[n * k];
        var fromToken = new double[n];
        for (var h = 0; h < heads; h++)
        {
            for (var i = 0; i < n; i++)
            {
                var weights = new double[n];
                for (var j = 0; j < n; j++)
                    weights[j] = Math.Exp(Enumerable.Range(0, e).Sum(c => (double)qkv[i * 3 * k + h * e + c] * qkv[j * 3 * k + k + h * e + c]) / Math.Sqrt(e));
                for (var j = 0; j < n; j++)
                {
                    var weight = weights[j] / weights.Sum();
                    if (i == 0)
                        fromToken[j] += weight / heads;
                    for (var c = 0; c < e; c++)
                        mixed[i * k + h * e + c] += (float)(weight * qkv[j * 3 * k + 2 * k + h * e + c]);
                }
            }
        }

        AssertClose(Values(x + nn.functional.linear(tensor(mixed, [n, k]), projWeight, projBias)), output, 1e-5);
        AssertClose([.. fromToken.Skip(1).Select(w => (float)w)], Values(pass.TileScores!), 1e-5);
    }

    [Fact]
    public void Nystrom_attention_is_exact_where_rows_repeat_within_segments()
    {
        // With every row four times in a row, segment means are the rows themselves and the approximation loses nothing.
        const int k = 8, heads = 2, distinct = 4, copies = 4;
        using var scope = NewDisposeScope();
        var x = Wave(distinct, k, 0.9).repeat_interleave(copies, 0);
        var pass = new ForwardPass { Explains = true };
        var exact = Nystrom(distinct * copies, k, heads).Forward(x, pass);
        var exactToken = Values(pass.TileScores!);
        var approximate = Nystrom(distinct, k, heads).Forward(x, pass);
        AssertClose(Values(exact), Values(approximate), 5e-3);
        AssertClose(exactToken, Values(pass.TileScores!), 5e-3);
    }

    [Fact]
    public void Position_convolution_sees_the_square_and_leaves_the_token()
    {
        // Five tiles on a 3 x 3 square filled up by the first four; only the centre tap of the 3 x 3 kernel (value 2) is set, so y = x + 2 x.
        const int k = 2;
        using var scope = NewDisposeScope();
        var x = Wave(6, k, 0.4);
        var centre = zeros(k, 1, 3, 3);
        centre[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Single(1), TensorIndex.Single(1)] = 2;
        var layer = new PositionConvolutionLayer([(zeros(k, 1, 7, 7), zeros(k)), (zeros(k, 1, 5, 5), zeros(k)), (centre, zeros(k))], hasToken: true);
        var output = layer.Forward(x, ForwardPass.Prediction);
        AssertClose(Values(x.narrow(0, 0, 1)), Values(output.narrow(0, 0, 1)), 0);
        AssertClose(Values(x.narrow(0, 1, 5) * 3), Values(output.narrow(0, 1, 5)), 1e-6);

        // The tap to the left of the centre: tile 4 (row 1, column 1 of the square) sees tile 3.
        var left = zeros(k, 1, 3, 3);
        left[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Single(1), TensorIndex.Single(0)] = 1;
        var shifted = new PositionConvolutionLayer([(zeros(k, 1, 7, 7), zeros(k)), (zeros(k, 1, 5, 5), zeros(k)), (left, zeros(k))], hasToken: true).Forward(x, ForwardPass.Prediction);
        AssertClose(Values(x.narrow(0, 5, 1) + x.narrow(0, 4, 1)), Values(shifted.narrow(0, 5, 1)), 1e-6);
    }

    [Theory]
    [InlineData("deepmil")]
    [InlineData("weldon")]
    [InlineData("chowder")]
    [InlineData("meanpool")]
    [InlineData("transformer")]
    public void The_order_of_tiles_does_not_matter(string head)
    {
        var shape = ModelShape.Create(HeadPresets.Create(head), Fixtures.Tiles(8), Fixtures.Binary, 0);
        using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training());
        var weights = shape.Manifest.InitialWeights(3);
        float[] tiles = [.. Enumerable.Range(0, 30 * 8).Select(i => MathF.Sin(i))];
        float[] reversed = [.. Enumerable.Range(0, 30).Reverse().SelectMany(r => tiles.Skip(r * 8).Take(8))];
        var forwards = new Example("P", default, new MemoryBag(tiles, 8), default);
        var backwards = new Example("P", default, new MemoryBag(reversed, 8), default);
        Assert.Equal(trainer.Predict(weights, [forwards])[0], trainer.Predict(weights, [backwards])[0], 1e-5);
        if (trainer.TileScores(weights, forwards) is { } scores)
            AssertClose([.. scores.Reverse()], trainer.TileScores(weights, backwards)!, 1e-5);
    }

    [Theory]
    [InlineData("deepmil", 1)]
    [InlineData("transformer", 1)]
    [InlineData("transmil", 1)]
    [InlineData("weldon", 3)]
    [InlineData("chowder", 3)]
    public void There_is_a_score_for_every_tile(string head, int columns)
    {
        var options = head == "transmil" ? new HeadOptions { Width = 16, Heads = 2, Landmarks = 4 } : null;
        var task = new MulticlassTask("o", ["a", "b", "c"]);
        var shape = ModelShape.Create(HeadPresets.Create(head, options), Fixtures.Tiles(8), task, 0);
        using var trainer = new LocalTrainer(shape, task, Fixtures.Training());
        var patient = new Example("P", default, new MemoryBag(Enumerable.Range(0, 30 * 8).Select(i => MathF.Sin(i)).ToArray(), 8), default);
        var scores = trainer.TileScores(shape.Manifest.InitialWeights(3), patient)!;
        Assert.Equal(30 * columns, scores.Length);
        if (head == "deepmil")
            Assert.Equal(1, scores.Sum(), 1e-5);
    }

    private static NystromAttentionLayer Nystrom(int landmarks, int k, int heads) => new(
        new NormLayer(ones(k), zeros(k)), Wave(3 * k, k, 0.3), new LinearLayer(Wave(k, k, 0.7), zeros(k)), zeros(heads, 1, 33, 1), heads, landmarks, explainsByToken: true);

    private static Tensor Wave(int rows, int columns, double frequency) =>
        arange(rows * columns, dtype: ScalarType.Float32).mul(frequency).sin().view(rows, columns);

    private static float[] Values(Tensor x) => TensorMemory.Floats(x.contiguous()).ToArray();

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
