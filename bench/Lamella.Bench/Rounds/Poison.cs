namespace Lamella.Bench.Rounds;

/// <summary>What a hostile site sends in place of its delta.</summary>
internal enum Poison
{
    /// <summary>Its delta: the site is honest.</summary>
    None,

    /// <summary>Its delta with the sign turned.</summary>
    SignFlipped,

    /// <summary>A hundred times its delta.</summary>
    Scaled,

    /// <summary>Not a number, everywhere.</summary>
    NotANumber,

    /// <summary>Normal noise, ten times as long as its delta.</summary>
    Noise,
}
