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
    public static SiteMap ReadOrThrow(string path) => ParseOrThrow(TextOf(path), path);

    /// <summary>A map's file as text.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.FileMissing"/>.</exception>
    public static string TextOf(string path) => SourceFile.ReadText(path, "site map");

    /// <summary>Reads a map from text that stood in a file, or throws with all its faults.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.MapInvalid"/>.</exception>
    public static SiteMap ParseOrThrow(string text, string path)
    {
        var reading = Read(text);
        return reading.Map ?? throw SourceFile.Invalid(ErrorCodes.MapInvalid, path, reading.Faults);
    }
}
