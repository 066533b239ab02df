namespace Lamella.Learning.Training;

/// <summary>What an optimiser carries from step to step.</summary>
/// <param name="Steps">Steps taken since it was fresh.</param>
/// <param name="First">SGD: momentum; Adam: first moment [total count]. Empty when the rule has none.</param>
/// <param name="Second">Adam: second moment [total count]. Empty when the rule has none.</param>
public sealed record OptimiserState(long Steps, float[] First, float[] Second);
