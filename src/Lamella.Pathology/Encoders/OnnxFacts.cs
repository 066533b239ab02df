namespace Lamella.Pathology.Encoders;

/// <summary>What <see cref="OnnxGuard"/> found in a file that it lets pass.</summary>
/// <param name="IrVersion">Version of the format.</param>
/// <param name="Opset">Version of the standard operators.</param>
/// <param name="Nodes">Nodes, those of subgraphs included.</param>
/// <param name="Tensors">Tensors in the file.</param>
/// <param name="Depth">Deepest nesting of messages.</param>
public sealed record OnnxFacts(int IrVersion, int Opset, int Nodes, int Tensors, int Depth);
