using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>Why a bundle could not be made, as something the user can mend.</summary>
internal static class BundleFault
{
    /// <summary>The fault with its code.</summary>
    public static LamellaException Of(string fault, string remedy, Exception? inner = null) => new(ErrorCodes.BundleFailed, fault, remedy, inner);
}
