using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;
using Lamella.Protocols.Maps;

namespace Lamella.Protocols;

/// <summary>Reads a site's map from YAML or JSON, with every fault at once.</summary>
public static class MapReader
{
    /// <summary>Reads a map from text.</summary>
    public static MapReading Read(string text)
    {
        var faults = new FaultList();
        if (DocumentReader.Read(text, faults) is not { } root)
            return new MapReading(null, faults.Sorted());
        MapShape.Root.Check(root, "", faults);
        MapChecks.Check(root, faults);
        return faults.Count > 0 ? new MapReading(null, faults.Sorted()) : new MapReading(MapBuilder.Build(root), []);
    }

    /// <summary>Reads a map from a file, or throws with all its faults.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.FileMissing"/>, <see cref="ErrorCodes.MapInvalid"/>.</exception>
    public static SiteMap ReadOrThrow(string path)
    {
        var reading = Read(SourceFile.ReadText(path, "site map"));
        return reading.Map ?? throw SourceFile.Invalid(ErrorCodes.MapInvalid, path, reading.Faults);
    }
}
