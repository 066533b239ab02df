namespace Lamella.Protocols.Shapes;

/// <summary>A key of a group.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What its value may be.</param>
/// <param name="Description">What it means, shown by editors.</param>
/// <param name="Required">True when it must be given.</param>
internal sealed record Field(string Name, Shape Shape, string Description, bool Required = false);
