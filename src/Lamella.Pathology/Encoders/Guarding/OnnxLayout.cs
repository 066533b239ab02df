using static Lamella.Pathology.Encoders.Guarding.OnnxContent;

namespace Lamella.Pathology.Encoders.Guarding;

/// <summary>
/// The ONNX format as a table, by field numbers of onnx.proto (IR version 13). It is a white list: a field that is not in it is refused, so that nothing
/// reaches the runtime that was not looked at.
/// </summary>
internal static class OnnxLayout
{
    private static readonly OnnxField Int = new(Number), Ints = new(Number, Many: true), Float = new(Fixed32), Floats = new(Fixed32, Many: true), Doubles = new(Fixed64, Many: true);
    private static readonly OnnxField Words = new(Text), ManyWords = new(Text, Many: true), Bytes = new(Raw);

    private static readonly Dictionary<OnnxPart, OnnxField?[]> Fields = new()
    {
        [OnnxPart.Model] = Table(
            (1, Int), (2, Words), (3, Words), (4, Words), (5, Int), (6, Words), (7, One(OnnxPart.Graph)), (8, Several(OnnxPart.Opset)),
            (14, Several(OnnxPart.Entry)), (20, Never(OnnxRule.Training)), (25, Never(OnnxRule.Functions))),
        [OnnxPart.Opset] = Table((1, Words), (2, Int)),
        [OnnxPart.Entry] = Table((1, Words), (2, Words)),
        [OnnxPart.Graph] = Table(
            (1, Several(OnnxPart.Node)), (2, Words), (5, Several(OnnxPart.Tensor)), (10, Words), (11, Several(OnnxPart.Value)), (12, Several(OnnxPart.Value)),
            (13, Several(OnnxPart.Value)), (14, Several(OnnxPart.Annotation)), (15, Never(OnnxRule.Sparse)), (16, Several(OnnxPart.Entry))),
        [OnnxPart.Node] = Table(
            (1, ManyWords), (2, ManyWords), (3, Words), (4, Words), (5, Several(OnnxPart.Attribute)), (6, Words), (7, Words), (8, Words), (9, Several(OnnxPart.Entry))),
        [OnnxPart.Attribute] = Table(
            (1, Words), (2, Float), (3, Int), (4, Words), (5, One(OnnxPart.Tensor)), (6, One(OnnxPart.Graph)), (7, Floats), (8, Ints), (9, ManyWords),
            (10, Several(OnnxPart.Tensor)), (11, Several(OnnxPart.Graph)), (13, Words), (14, One(OnnxPart.Type)), (15, Several(OnnxPart.Type)), (20, Int), (21, Words),
            (22, Never(OnnxRule.Sparse)), (23, Never(OnnxRule.Sparse))),
        [OnnxPart.Tensor] = Table(
            (1, Ints), (2, Int), (4, Floats), (5, Ints), (6, ManyWords), (7, Ints), (8, Words), (9, Bytes), (10, Doubles), (11, Ints), (12, Words),
            (13, Never(OnnxRule.ExternalData)), (14, Int), (16, Several(OnnxPart.Entry))),
        [OnnxPart.Value] = Table((1, Words), (2, One(OnnxPart.Type)), (3, Words), (4, Several(OnnxPart.Entry))),
        [OnnxPart.Type] = Table(
            (1, One(OnnxPart.TensorType)), (4, One(OnnxPart.ListType)), (5, One(OnnxPart.MapType)), (6, Words), (8, Never(OnnxRule.Sparse)), (9, One(OnnxPart.ListType))),
        [OnnxPart.TensorType] = Table((1, Int), (2, One(OnnxPart.Shape))),
        [OnnxPart.ListType] = Table((1, One(OnnxPart.Type))),
        [OnnxPart.MapType] = Table((1, Int), (2, One(OnnxPart.Type))),
        [OnnxPart.Shape] = Table((1, Several(OnnxPart.Side))),
        [OnnxPart.Side] = Table((1, Int), (2, Words), (3, Words)),
        [OnnxPart.Annotation] = Table((1, Words), (2, Several(OnnxPart.Entry))),
    };

    /// <summary>The fields of a message by number; null where there is none.</summary>
    public static ReadOnlySpan<OnnxField?> Of(OnnxPart part) => Fields[part];

    private static OnnxField One(OnnxPart part) => new(Message, Part: part);

    private static OnnxField Several(OnnxPart part) => new(Message, Many: true, Part: part);

    private static OnnxField Never(OnnxRule rule) => new(Message, Refused: rule);

    private static OnnxField?[] Table(params (int Number, OnnxField Field)[] fields)
    {
        var table = new OnnxField?[fields.Max(field => field.Number) + 1];
        foreach (var (number, field) in fields)
            table[number] = field;
        return table;
    }
}
