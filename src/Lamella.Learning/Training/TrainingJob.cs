using Lamella.Federation.Aggregation;
using Lamella.Federation.Randomness;

namespace Lamella.Learning.Training;

/// <summary>A number of steps from given weights: everything the result depends on, beside the model and the training spec.</summary>
public sealed record TrainingJob
{
    /// <summary>Start weights [total count], manifest order.</summary>
    public required ReadOnlyMemory<float> Weights { get; init; }

    /// <summary>Optimiser state to go on from; null: fresh.</summary>
    public OptimiserState? State { get; init; }

    /// <summary>Training patients; row numbers of the schedule point into this list.</summary>
    public required IReadOnlyList<Example> Examples { get; init; }

    /// <summary>Which rows make up a mini-batch. Optimiser step t uses mini-batches t*Accumulate to t*Accumulate + Accumulate - 1.</summary>
    public required IBatchSchedule Schedule { get; init; }

    /// <summary>Number of the first optimiser step, counted from 0 over the whole run.</summary>
    public long FirstStep { get; init; }

    /// <summary>Optimiser steps to take.</summary>
    public required int Steps { get; init; }

    /// <summary>Optimiser steps of the whole run, for a cosine schedule; 0: <see cref="FirstStep"/> + <see cref="Steps"/>.</summary>
    public long TotalSteps { get; init; }

    /// <summary>What the strategy asks for.</summary>
    public LocalCorrection Correction { get; init; } = LocalCorrection.None;

    /// <summary>The run's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Site id or arm name that keys the dropout masks.</summary>
    public required string Stream { get; init; }
}
