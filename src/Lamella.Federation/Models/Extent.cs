namespace Lamella.Federation.Models;

/// <summary>What flows between two blocks of a head.</summary>
public enum Stage
{
    /// <summary>Rows x width: tiles, tokens or selected scores.</summary>
    Matrix,

    /// <summary>One vector per patient.</summary>
    Vector,
}

/// <summary>Stage and size of what flows between two blocks.</summary>
/// <param name="Stage">Matrix or vector.</param>
/// <param name="Width">Columns of the matrix, or length of the vector.</param>
/// <param name="Rows">Rows, where their number is fixed by a block; 0 where it is the bag's.</param>
/// <param name="HasToken">The first row is a class token, not a tile.</param>
public readonly record struct Extent(Stage Stage, int Width, int Rows = 0, bool HasToken = false);
