namespace Lamella.Pathology.Encoders.Guarding;

/// <summary>Why a file is refused; each has its words in <see cref="OnnxGuard"/> and its test.</summary>
internal enum OnnxRule
{
    /// <summary>More bytes than are loaded.</summary>
    FileTooLarge,

    /// <summary>Not protobuf, cut off, or a field with the wrong wire type.</summary>
    Malformed,

    /// <summary>A field that the format does not have or that no encoder needs.</summary>
    UnknownField,

    /// <summary>A field that may stand once stands twice: readers disagree about which one counts.</summary>
    TwiceGiven,

    /// <summary>No graph.</summary>
    NoGraph,

    /// <summary>ir_version outside the range of the runtime.</summary>
    IrVersion,

    /// <summary>Operator set outside the range of the runtime, or none.</summary>
    Opset,

    /// <summary>Weights in another file.</summary>
    ExternalData,

    /// <summary>An operator of another domain.</summary>
    OperatorDomain,

    /// <summary>Functions inside the model.</summary>
    Functions,

    /// <summary>Training information.</summary>
    Training,

    /// <summary>Sparse tensors.</summary>
    Sparse,

    /// <summary>More nodes than are loaded.</summary>
    TooManyNodes,

    /// <summary>More messages, texts and single numbers than are loaded.</summary>
    TooManyParts,

    /// <summary>Messages within messages, deeper than is read.</summary>
    TooDeep,

    /// <summary>A text longer than is read.</summary>
    TextTooLong,

    /// <summary>Shape, type and bytes of a tensor do not fit together.</summary>
    TensorSize,
}
