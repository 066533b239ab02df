using Lamella.Learning.Training;

namespace Lamella.Site.Work;

/// <summary>How a job ended. A closed set.</summary>
public abstract record JobEnd
{
    private protected JobEnd()
    {
    }
}

/// <summary>Done; what the result says is the worker's word and not yet checked.</summary>
/// <param name="Result">What it gave.</param>
public sealed record JobDone(JobResult Result) : JobEnd;

/// <summary>It cannot be done, for a reason that a person at the site can mend.</summary>
/// <param name="Refusal">The reason.</param>
public sealed record JobRefused(JobRefusal Refusal) : JobEnd;

/// <summary>The worker ended, or was ended because it did what no worker does. What it had committed stands.</summary>
/// <param name="Cause">Why, in words.</param>
/// <param name="Last">Its last progress; null before the first step.</param>
/// <param name="ErrorTail">The end of what it wrote to its standard error; stays at the site.</param>
public sealed record JobDied(string Cause, StepProgress? Last, string ErrorTail) : JobEnd;
