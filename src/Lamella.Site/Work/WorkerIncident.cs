using Lamella.Federation.Rounds;
using Lamella.Learning.Training;

namespace Lamella.Site.Work;

/// <summary>A worker died, or did what no worker does.</summary>
/// <param name="Time">When it was seen.</param>
/// <param name="Run">The run it worked for.</param>
/// <param name="Cause">What it was, in words.</param>
/// <param name="Last">Its last progress; null before the first step.</param>
/// <param name="ErrorTail">The end of what it wrote to its standard error, which may hold anything.</param>
public sealed record WorkerIncident(DateTimeOffset Time, RunId Run, string Cause, StepProgress? Last, string ErrorTail);
