namespace Lamella.Simulation.Slides;

/// <summary>A slide that was built.</summary>
/// <param name="File">The slide.</param>
/// <param name="TruthFile">Outlines of its lesions.</param>
/// <param name="Patient">Whose it is.</param>
/// <param name="Positive">Whether it has a lesion.</param>
public sealed record BuiltSlide(string File, string TruthFile, string Patient, bool Positive);
