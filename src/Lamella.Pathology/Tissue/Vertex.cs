namespace Lamella.Pathology.Tissue;

/// <summary>A corner of a polygon, in level-0 pixels.</summary>
/// <param name="X">From the left edge of the slide.</param>
/// <param name="Y">From the upper edge.</param>
public readonly record struct Vertex(double X, double Y);
