namespace Lamella.Pathology.Encoders.Guarding;

/// <summary>The messages of an ONNX file that are read.</summary>
internal enum OnnxPart
{
    None,
    Model,
    Opset,
    Entry,
    Graph,
    Node,
    Attribute,
    Tensor,
    Value,
    Type,
    TensorType,
    ListType,
    MapType,
    Shape,
    Side,
    Annotation,
}
