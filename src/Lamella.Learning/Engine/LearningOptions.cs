namespace Lamella.Learning.Engine;

/// <summary>How the engine uses the machine. None of these changes a result, except <see cref="Threads"/> in the last bits.</summary>
public sealed record LearningOptions
{
    /// <summary>
    /// Threads of one tensor operation; 1 by default: on a busy machine threads that wait for each other at barriers cost more than they give.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Megabytes of bags kept in memory by a trainer that is given no <see cref="Training.BagCache"/>; bags beyond it are read anew each time.</summary>
    public int CacheMegabytes { get; init; } = 1024;

    /// <summary>Bags read ahead of the one in training, at least 1.</summary>
    public int ReadAhead { get; init; } = 3;

    /// <summary>All defaults.</summary>
    public static LearningOptions Default { get; } = new();
}
