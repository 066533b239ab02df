using Lamella.Federation;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Encoders.Registry;
using Lamella.Pathology.Extraction;

namespace Lamella.Cli.Verbs;

/// <summary>The encoder a contract names, checked against the contract's reference features.</summary>
internal static class ContractEncoder
{
    /// <summary>Opens it; whoever gets it disposes it.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="threads">Threads of an ONNX encoder.</param>
    /// <param name="registry">Folder of the registry; null: the one of this machine.</param>
    /// <exception cref="LamellaException">It is not in the registry, or computes other features than the contract says.</exception>
    public static ITileEncoder Open(ExtractionContract contract, int threads, string? registry = null)
    {
        ITileEncoder encoder = contract.Encoder == BuiltInEncoder.Id
            ? new BuiltInEncoder(contract.TileSize, contract.MicronsPerPixel)
            : new OnnxEncoder(new EncoderRegistry(registry).Find(contract.Encoder).File, new OnnxEncoderOptions
            {
                MicronsPerPixel = contract.MicronsPerPixel,
                TileSize = contract.TileSize,
                Scaling = contract.Scaling,
                Threads = threads,
            });
        try
        {
            if (contract.ReferenceFeatures.Count > 0)
                ReferenceCheck.Require(encoder, contract.ReferenceFeatures);
            return encoder;
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }
}
