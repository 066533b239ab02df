using System.Collections.Immutable;

namespace Lamella.Protocols.Documents;

/// <summary>Collects faults, so that a file is judged as a whole.</summary>
internal sealed class FaultList
{
    private readonly List<ProtocolFault> faults = [];

    /// <summary>Number of faults so far.</summary>
    public int Count => faults.Count;

    /// <summary>Adds a fault.</summary>
    public void Add(int line, string path, string wrong, string allowed) => faults.Add(new ProtocolFault(line, path, wrong, allowed));

    /// <summary>Adds a fault at a node.</summary>
    public void Add(DocumentNode node, string path, string wrong, string allowed) => Add(node.Line, path, wrong, allowed);

    /// <summary>True when a fault stands in the section <paramref name="path"/> or below it.</summary>
    public bool Touches(string path) => faults.Exists(f => f.Path.StartsWith(path, StringComparison.Ordinal));

    /// <summary>All faults by line, each once.</summary>
    public ImmutableArray<ProtocolFault> Sorted() => [.. faults.Distinct().OrderBy(f => f.Line)];
}
