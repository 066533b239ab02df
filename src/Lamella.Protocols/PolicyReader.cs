using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;
using Lamella.Protocols.Policies;

namespace Lamella.Protocols;

/// <summary>Reads a site's policy from YAML or JSON, with every fault at once.</summary>
public static class PolicyReader
{
    /// <summary>Reads a policy from text that stood in a file.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.PolicyInvalid"/>, with all faults.</exception>
    public static SitePolicy ParseOrThrow(string text, string path)
    {
        var faults = new FaultList();
        if (DocumentReader.Read(text, faults) is { } root)
        {
            PolicyShape.Root.Check(root, "", faults);
            if (faults.Count == 0)
                return PolicyBuilder.Build(root);
        }

        throw SourceFile.Invalid(ErrorCodes.PolicyInvalid, path, faults.Sorted());
    }

    /// <summary>Reads a policy from a file.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.FileMissing"/>, <see cref="ErrorCodes.PolicyInvalid"/>.</exception>
    public static SitePolicy ReadOrThrow(string path) => ParseOrThrow(SourceFile.ReadText(path, "policy"), path);
}
