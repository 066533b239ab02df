namespace Lamella.Pathology.Tissue;

/// <summary>One drawn region.</summary>
/// <param name="ClassName">The class it was given, or null.</param>
/// <param name="Use">What it is for, as its class says.</param>
/// <param name="Polygons">Its parts, in level-0 pixels.</param>
public sealed record Region(string? ClassName, RegionUse Use, IReadOnlyList<Polygon> Polygons);
