namespace Lamella.Pathology.Slides;

/// <summary>What pixels are read for.</summary>
internal enum Fidelity
{
    /// <summary>For the eye and for masks: the nearest level serves, fast.</summary>
    Overview,

    /// <summary>For features: the same whatever the pyramid's levels.</summary>
    Features,
}
