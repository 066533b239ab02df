using System.Text;
using Lamella.Federation;

namespace Lamella.Pathology.Encoders.Guarding;

/// <summary>One pass over a model, message by message, in time that grows with its bytes and memory that grows with its depth.</summary>
internal sealed class OnnxWalk(string path, OnnxLimits limits)
{
    private int nodes, tensors, parts, deepest, opset;
    private long ir;
    private bool graph;
    private TensorTally tensor;
    private (bool Standard, ulong Version) import;

    /// <exception cref="LamellaException">A rule is broken.</exception>
    public OnnxFacts Run(ReadOnlySpan<byte> model)
    {
        Message(OnnxPart.Model, model, 1);
        if (!graph)
            throw Refused(OnnxRule.NoGraph, "it holds no graph");
        if (ir == 0)
            throw Refused(OnnxRule.IrVersion, "it says no ir_version");
        if (opset == 0)
            throw Refused(OnnxRule.Opset, "it imports no standard operator set");
        return new OnnxFacts((int)ir, opset, nodes, tensors, deepest);
    }

    private LamellaException Refused(OnnxRule rule, string why) => OnnxGuard.Refused(rule, path, why);

    private void Message(OnnxPart part, ReadOnlySpan<byte> content, int depth)
    {
        if (depth > limits.MaxDepth)
            throw Refused(OnnxRule.TooDeep, $"messages stand more than {limits.MaxDepth} deep");
        deepest = Math.Max(deepest, depth);
        Begin(part);
        var reader = new WireReader(content);
        var fields = OnnxLayout.Of(part);
        var seen = 0UL;
        while (!reader.AtEnd)
        {
            if (!reader.TryTag(out var number, out var type))
                throw Malformed(part);
            if (number >= fields.Length || fields[number] is not { } field)
                throw Refused(OnnxRule.UnknownField, $"its {part} has a field {number}");
            if (field.Refused is { } never)
                throw Refused(never, Never(never));
            if (!field.Many && (seen & (1UL << number)) != 0)
                throw Refused(OnnxRule.TwiceGiven, $"field {number} of its {part} stands there twice");
            seen |= 1UL << number;
            if (++parts > limits.MaxParts)
                throw Refused(OnnxRule.TooManyParts, $"it has more than {limits.MaxParts} parts");
            Field(part, number, field, type, ref reader, depth);
        }

        End(part);
    }

    private void Field(OnnxPart part, int number, OnnxField field, WireType type, ref WireReader reader, int depth)
    {
        switch (field.Content, type)
        {
            case (OnnxContent.Number, WireType.Varint):
                if (!reader.TryVarint(out var value))
                    throw Malformed(part);
                Number(part, number, value);
                break;
            case (OnnxContent.Number, WireType.Bytes) when field.Many && reader.TryBytes(out var packed):
                Numbers(part, number, packed);
                break;
            case (OnnxContent.Fixed32, WireType.Fixed32) when reader.TrySkip(4):
            case (OnnxContent.Fixed64, WireType.Fixed64) when reader.TrySkip(8):
                Count(part, number, 1);
                break;
            case (OnnxContent.Fixed32 or OnnxContent.Fixed64, WireType.Bytes) when field.Many && reader.TryBytes(out var packed):
                var width = field.Content == OnnxContent.Fixed32 ? 4 : 8;
                if (packed.Length % width != 0)
                    throw Malformed(part);
                Count(part, number, packed.Length / width);
                break;
            case (OnnxContent.Text, WireType.Bytes) when reader.TryBytes(out var text):
                Text(part, number, text);
                break;
            case (OnnxContent.Raw, WireType.Bytes) when reader.TryBytes(out var raw):
                tensor.RawBytes = raw.Length;
                break;
            case (OnnxContent.Message, WireType.Bytes) when reader.TryBytes(out var inner):
                Message(field.Part, inner, depth + 1);
                break;
            default:
                throw Malformed(part);
        }
    }

    private void Begin(OnnxPart part)
    {
        switch (part)
        {
            case OnnxPart.Tensor:
                tensors++;
                tensor = TensorTally.Start();
                break;
            case OnnxPart.Opset:
                import = (true, 0);
                break;
            case OnnxPart.Graph:
                graph = true;
                break;
            case OnnxPart.Node when ++nodes > limits.MaxNodes:
                throw Refused(OnnxRule.TooManyNodes, $"it has more than {limits.MaxNodes} nodes");
        }
    }

    private void End(OnnxPart part)
    {
        if (part is OnnxPart.Tensor && tensor.Fault() is { } fault)
            throw Refused(OnnxRule.TensorSize, fault);
        if (part is not OnnxPart.Opset || !import.Standard)
            return;
        if (import.Version is < OnnxLimits.MinOpset or > OnnxLimits.MaxOpset)
            throw Refused(OnnxRule.Opset, $"its operator set is {import.Version}; {OnnxLimits.MinOpset} to {OnnxLimits.MaxOpset} are taken");
        opset = (int)import.Version;
    }

    private void Number(OnnxPart part, int number, ulong value)
    {
        switch (part, number)
        {
            case (OnnxPart.Model, 1):
                if (value is < OnnxLimits.MinIrVersion or > OnnxLimits.MaxIrVersion)
                    throw Refused(OnnxRule.IrVersion, $"its ir_version is {value}; {OnnxLimits.MinIrVersion} to {OnnxLimits.MaxIrVersion} are taken");
                ir = (long)value;
                break;
            case (OnnxPart.Opset, 2):
                import.Version = value;
                break;
            case (OnnxPart.Tensor, 1):
                tensor.AddSide(value);
                break;
            case (OnnxPart.Tensor, 2):
                tensor.DataType = value;
                break;
            // Any number but 0: readers cut it to 32 bits, so a large one could still come out as EXTERNAL.
            case (OnnxPart.Tensor, 14) when value != 0:
                throw Refused(OnnxRule.ExternalData, Never(OnnxRule.ExternalData));
            default:
                Count(part, number, 1);
                break;
        }
    }

    private void Numbers(OnnxPart part, int number, ReadOnlySpan<byte> packed)
    {
        if ((part, number) is (OnnxPart.Tensor, not 1))
        {
            // Millions of numbers: only their ends are counted. The last byte must end one, and none may be longer than ten bytes.
            var (count, length) = (0L, 0);
            foreach (var next in packed)
            {
                length = next < 0x80 ? 0 : length + 1;
                if (length > 9)
                    throw Malformed(part);
                count += next < 0x80 ? 1 : 0;
            }

            if (length != 0)
                throw Malformed(part);
            Count(part, number, count);
            return;
        }

        var reader = new WireReader(packed);
        while (!reader.AtEnd)
        {
            if (!reader.TryVarint(out var value))
                throw Malformed(part);
            Number(part, number, value);
        }
    }

    private void Text(OnnxPart part, int number, ReadOnlySpan<byte> text)
    {
        if (text.Length > limits.MaxTextBytes)
            throw Refused(OnnxRule.TextTooLong, $"field {number} of its {part} is a text of {text.Length} bytes; at most {limits.MaxTextBytes} are read");
        switch (part, number)
        {
            case (OnnxPart.Node, 7) when !Standard(text):
                throw Refused(OnnxRule.OperatorDomain, $"it uses an operator of the domain '{Shown(text)}'");
            case (OnnxPart.Opset, 1):
                import.Standard = Standard(text);
                break;
            default:
                Count(part, number, 1);
                break;
        }
    }

    private void Count(OnnxPart part, int number, long count)
    {
        if (part is OnnxPart.Tensor)
            tensor.AddNumbers(number, count);
    }

    private static bool Standard(ReadOnlySpan<byte> domain) => domain.IsEmpty || domain.SequenceEqual("ai.onnx"u8);

    /// <summary>Text from the file as it may stand on a terminal.</summary>
    private static string Shown(ReadOnlySpan<byte> text) =>
        string.Concat(Encoding.ASCII.GetString(text[..Math.Min(40, text.Length)]).Select(c => c is >= ' ' and <= '~' ? c : '?'));

    private static string Never(OnnxRule rule) => rule switch
    {
        OnnxRule.ExternalData => "a tensor's data stand outside the file",
        OnnxRule.Functions => "it defines functions",
        OnnxRule.Training => "it holds training information",
        _ => "it holds sparse tensors, whose size in memory the file does not bound",
    };

    private LamellaException Malformed(OnnxPart part) => Refused(OnnxRule.Malformed, $"its {part} is cut off or not in ONNX's format");
}
