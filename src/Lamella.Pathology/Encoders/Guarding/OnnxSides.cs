using System.Text;

namespace Lamella.Pathology.Encoders.Guarding;

/// <summary>
/// Follows height and width of a tile through the convolutions and poolings of a model that was let pass. A tile too small for a network shrinks to
/// nothing on the way, and ONNX Runtime then divides by zero, which ends the whole process and not only the call. Followed is the largest
/// size that a plane can have, through the windows that shrink it and through operators that never make it larger; behind any other it counts as unknown and
/// is not judged.
/// </summary>
internal sealed class OnnxSides
{
    private const long Largest = 1 << 16;

    private static readonly HashSet<string> Windows = ["Conv", "MaxPool", "AveragePool", "LpPool"];

    private static readonly HashSet<string> Keeping =
    [
        "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Gelu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Mish", "Softplus", "Tanh", "Erf", "Sqrt",
        "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LRN", "Dropout", "Identity", "Cast", "Concat", "Add", "Sub", "Mul", "Div", "Neg",
        "Pow", "Max", "Min", "Slice", "Split",
    ];

    private readonly Dictionary<string, (long Height, long Width)> sides = [];
    private readonly Dictionary<string, (long Height, long Width)> kernels = [];

    /// <summary>What is wrong with tiles of this side, or null.</summary>
    /// <param name="model">A model that <see cref="OnnxWalk"/> let pass.</param>
    /// <param name="input">Name of its input.</param>
    /// <param name="side">Side of the tiles.</param>
    public static string? Fault(ReadOnlySpan<byte> model, string input, int side)
    {
        var walk = new OnnxSides();
        walk.sides[input] = (side, side);
        var reader = new WireReader(model);
        while (!reader.AtEnd && reader.TryField(out var field, out _, out var bytes))
        {
            if (field == 7)
                return walk.Graph(bytes);
        }

        return null;
    }

    private string? Graph(ReadOnlySpan<byte> graph)
    {
        var weights = new WireReader(graph);
        while (!weights.AtEnd && weights.TryField(out var field, out _, out var bytes))
        {
            if (field == 5)
                Weights(bytes);
        }

        var nodes = new WireReader(graph);
        while (!nodes.AtEnd && nodes.TryField(out var field, out _, out var bytes))
        {
            if (field == 1 && Node(bytes) is { } fault)
                return fault;
        }

        return null;
    }

    private void Weights(ReadOnlySpan<byte> tensor)
    {
        var (name, shape) = ("", new List<long>());
        var reader = new WireReader(tensor);
        while (!reader.AtEnd && reader.TryField(out var field, out var value, out var bytes))
        {
            if (field == 8)
                name = Encoding.Latin1.GetString(bytes);
            if (field == 1 && bytes.IsEmpty)
                shape.Add((long)value);
            var packed = new WireReader(field == 1 ? bytes : default);
            while (packed.TryVarint(out var next))
                shape.Add((long)next);
        }

        if (shape is [_, _, var height, var width])
            kernels[name] = (height, width);
    }

    private string? Node(ReadOnlySpan<byte> node)
    {
        var (inputs, outputs, operation) = (new List<string>(), new List<string>(), "");
        var window = new OnnxWindow();
        var reader = new WireReader(node);
        while (!reader.AtEnd && reader.TryField(out var field, out _, out var bytes))
        {
            switch (field)
            {
                case 1: inputs.Add(Encoding.Latin1.GetString(bytes)); break;
                case 2: outputs.Add(Encoding.Latin1.GetString(bytes)); break;
                case 4: operation = Encoding.Latin1.GetString(bytes); break;
                case 5: window.Read(bytes); break;
            }
        }

        if (outputs.Count == 0)
            return null;
        // Broadcasting: a plane beside a smaller one keeps its size.
        var known = inputs.Where(sides.ContainsKey).Select(name => sides[name]).ToArray();
        if (Keeping.Contains(operation) && known.Length > 0)
        {
            foreach (var output in outputs)
                sides[output] = (known.Max(side => side.Height), known.Max(side => side.Width));
        }

        if (!Windows.Contains(operation) || inputs.Count == 0 || !sides.TryGetValue(inputs[0], out var plane))
            return null;
        (long Height, long Width)? kernel = inputs.Count > 1 && kernels.TryGetValue(inputs[1], out var found) ? found : null;
        var height = window.Fits(0, plane.Height, kernel?.Height, out var knownHeight);
        var width = window.Fits(1, plane.Width, kernel?.Width, out var knownWidth);
        if (height is null or > Largest || width is null or > Largest)
            return $"a {operation} has a window out of all bounds";
        if (height < 1 || width < 1)
            return $"a {operation} finds {plane.Height} x {plane.Width} px, fewer than its window needs";
        if (knownHeight && knownWidth)
            sides[outputs[0]] = (height.Value, width.Value);
        return null;
    }
}
