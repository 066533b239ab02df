using System.Text;

namespace Lamella.Pathology.Encoders.Guarding;

/// <summary>The window that a convolution or a pooling moves over a plane, from a node's attributes; first the height, then the width.</summary>
internal sealed class OnnxWindow
{
    private const long Most = 1 << 20;
    private readonly List<long> kernel = [], strides = [], dilations = [], pads = [];
    private string automatic = "NOTSET";
    private bool roundUp;

    /// <summary>Takes an attribute in.</summary>
    public void Read(ReadOnlySpan<byte> attribute)
    {
        var (name, word, number) = ("", "", 0L);
        var numbers = new List<long>();
        var reader = new WireReader(attribute);
        while (!reader.AtEnd && reader.TryField(out var field, out var value, out var bytes))
        {
            switch (field)
            {
                case 1: name = Encoding.Latin1.GetString(bytes); break;
                case 3: number = (long)value; break;
                case 4: word = Encoding.Latin1.GetString(bytes); break;
                case 8 when bytes.IsEmpty: numbers.Add((long)value); break;
                case 8:
                    var packed = new WireReader(bytes);
                    while (packed.TryVarint(out var next))
                        numbers.Add((long)next);
                    break;
            }
        }

        switch (name)
        {
            case "kernel_shape": kernel.AddRange(numbers); break;
            case "strides": strides.AddRange(numbers); break;
            case "dilations": dilations.AddRange(numbers); break;
            case "pads": pads.AddRange(numbers); break;
            case "auto_pad": automatic = word; break;
            case "ceil_mode": roundUp = number != 0; break;
        }
    }

    /// <summary>How often the window fits; 0 or less: never. Null when an attribute is out of all bounds.</summary>
    /// <param name="axis">0 height, 1 width.</param>
    /// <param name="side">Pixels of the plane.</param>
    /// <param name="weights">The kernel's side by the weights, for a convolution that does not say it; null when not known.</param>
    /// <param name="known">False when the kernel is not known.</param>
    public long? Fits(int axis, long side, long? weights, out bool known)
    {
        var width = kernel.Count > axis ? kernel[axis] : weights;
        known = width is not null;
        var (stride, dilation) = (At(strides, axis, 1), At(dilations, axis, 1));
        var (before, after) = (At(pads, axis, 0), At(pads, axis + 2, 0));
        if (!known)
            return 1;
        if (width is < 1 or > Most || stride is < 1 or > Most || dilation is < 1 or > Most || before is < 0 or > Most || after is < 0 or > Most)
            return null;
        if (automatic.StartsWith("SAME", StringComparison.Ordinal))
            return (side + stride - 1) / stride;
        var room = side + (automatic == "VALID" ? 0 : before + after) - ((width!.Value - 1) * dilation) - 1;
        // Rounded up, the last place may hang over the edge.
        var last = roundUp ? room + stride - 1 : room;
        return last < 0 ? 0 : (last / stride) + 1;
    }

    private static long At(List<long> numbers, int index, long otherwise) => index < numbers.Count ? numbers[index] : otherwise;
}
