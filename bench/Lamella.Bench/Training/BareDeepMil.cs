using static TorchSharp.torch;

namespace Lamella.Bench.Training;

/// <summary>DeepMIL training written out as a bare loop of tensor operations: what the trainer is measured against.</summary>
internal sealed class BareDeepMil : IDisposable
{
    private readonly Tensor[] parameters;
    private readonly Tensor[] first;
    private readonly Tensor[] second;
    private int steps;

    public BareDeepMil(int dimension)
    {
        (long Out, long In)[] layers = [(128, dimension), (128, 128), (128, 128), (1, 128), (128, 128), (64, 128), (1, 64)];
        parameters = [.. layers.SelectMany(l => new[] { Leaf(l.In, l.Out, l.In), Leaf(l.In, l.Out) })];
        first = [.. parameters.Select(p => zeros_like(p, requires_grad: false))];
        second = [.. parameters.Select(p => zeros_like(p, requires_grad: false))];
    }

    /// <summary>An Adam step on a mini-batch of bags [tiles, dimension]; returns the batch's loss.</summary>
    public double Step(IReadOnlyList<Tensor> bags, IReadOnlyList<float> labels)
    {
        foreach (var p in parameters)
            p.grad?.zero_();
        var sum = 0.0;
        for (var i = 0; i < bags.Count; i++)
        {
            using var scope = NewDisposeScope();
            var x = nn.functional.linear(bags[i], parameters[0], parameters[1]);
            var v = nn.functional.linear(x, parameters[2], parameters[3]).tanh_();
            var u = nn.functional.linear(x, parameters[4], parameters[5]).sigmoid_();
            var attention = nn.functional.linear(v * u, parameters[6], parameters[7]).softmax(0);
            var slide = attention.t().matmul(x);
            slide = nn.functional.linear(slide, parameters[8], parameters[9]).relu();
            slide = nn.functional.linear(slide, parameters[10], parameters[11]).relu();
            var logit = nn.functional.linear(slide, parameters[12], parameters[13]);
            var loss = nn.functional.binary_cross_entropy_with_logits(logit, full([1L, 1], labels[i])) / bags.Count;
            loss.backward();
            sum += loss.item<float>();
        }

        Update(1e-3);
        return sum;
    }

    public void Dispose()
    {
        foreach (var tensor in parameters.Concat(first).Concat(second))
            tensor.Dispose();
    }

    private void Update(double rate)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        steps++;
        double bias1 = 1 - Math.Pow(0.9, steps), bias2 = 1 - Math.Pow(0.999, steps);
        for (var i = 0; i < parameters.Length; i++)
        {
            var g = parameters[i].grad!;
            first[i].mul_(0.9).add_(g, alpha: 0.1);
            second[i].mul_(0.999).addcmul_(g, g, 0.001);
            parameters[i].addcdiv_(first[i], second[i].sqrt().div_(Math.Sqrt(bias2)).add_(1e-8), -rate / bias1);
        }
    }

    private static Tensor Leaf(long fanIn, params long[] shape)
    {
        using var scope = NewDisposeScope();
        // Any start will do for timing; a formula keeps the global generator out of it.
        var bound = 1 / Math.Sqrt(fanIn);
        return (arange(shape.Aggregate(1L, (a, b) => a * b), dtype: ScalarType.Float32).mul(0.37).sin() * bound).view(shape).detach().requires_grad_(true).DetachFromDisposeScope();
    }
}
