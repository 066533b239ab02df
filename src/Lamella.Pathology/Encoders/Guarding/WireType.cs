namespace Lamella.Pathology.Encoders.Guarding;

/// <summary>How a field stands on the wire; groups (3 and 4) are of an older protobuf and in no ONNX file.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
