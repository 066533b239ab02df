namespace Lamella.Learning.Training;

/// <summary>A step is done.</summary>
/// <param name="Done">Steps done in this job.</param>
/// <param name="Steps">Steps of this job.</param>
/// <param name="Loss">Loss of the step's batch before the step.</param>
public readonly record struct StepProgress(int Done, int Steps, double Loss);
