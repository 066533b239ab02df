namespace Lamella.Learning.Training;

/// <summary>What a job leaves.</summary>
/// <param name="Weights">Weights after the last step [total count], manifest order.</param>
/// <param name="State">Optimiser state after the last step.</param>
/// <param name="MeanLoss">Mean of the steps' batch losses; 0 without steps.</param>
/// <param name="Steps">Steps taken.</param>
public sealed record TrainingResult(float[] Weights, OptimiserState State, double MeanLoss, int Steps);
