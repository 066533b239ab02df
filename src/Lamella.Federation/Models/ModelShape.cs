using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Models;

/// <summary>
/// A head laid out for given inputs and a given task: every block with its sizes and parameters, checked against the stage rules and limits.
/// A pure function of the protocol and the number of covariate columns, so a coordinator knows a model's manifest without a tensor engine.
/// </summary>
public sealed record ModelShape
{
    /// <summary>Name of the parameter of late fusion: weight [outputs, covariates].</summary>
    public const string LateFusionWeight = "covariates.weight";

    /// <summary>Name of the final linear layer.</summary>
    public const string FinalLayer = "head";

    internal ModelShape()
    {
    }

    /// <summary>What the chain starts on.</summary>
    public required Extent Input { get; init; }

    /// <summary>The chain, the final linear layer included.</summary>
    public required ImmutableArray<BlockPlan> Blocks { get; init; }

    /// <summary>Covariate columns of every patient; 0 without a table.</summary>
    public required int Covariates { get; init; }

    /// <summary>True when the chain starts on a bag; false when it starts on the covariates.</summary>
    public required bool UsesBags { get; init; }

    /// <summary>How covariates meet the bag.</summary>
    public required Fusion Fusion { get; init; }

    /// <summary>Outputs per patient.</summary>
    public required int Outputs { get; init; }

    /// <summary>Names, shapes and init laws of all parameters.</summary>
    public required ParameterManifest Manifest { get; init; }

    /// <summary>Lays the head out.</summary>
    /// <param name="model">The head.</param>
    /// <param name="inputs">What the outcome is predicted from.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="covariates">Number of covariate columns after encoding; 0 without a table.</param>
    /// <param name="keepLocal">Parameters kept at the site: names, prefixes ending in <c>*</c>, or the word <c>normalisation</c>.</param>
    /// <exception cref="LamellaException">
    /// <see cref="ErrorCodes.ModelTooLarge"/> above a limit, <see cref="ErrorCodes.ProtocolInvalid"/> for any other fault; all are listed.
    /// </exception>
    public static ModelShape Create(ModelSpec model, InputSpec inputs, TaskSpec task, int covariates, ImmutableArray<string> keepLocal = default)
    {
        var builder = new ManifestBuilder(model, inputs, task, covariates, keepLocal.IsDefault ? [] : keepLocal);
        var shape = builder.Build();
        if (builder.Faults.Count > 0)
        {
            var code = builder.IsTooLarge ? ErrorCodes.ModelTooLarge : ErrorCodes.ProtocolInvalid;
            throw new LamellaException(code, "The model does not fit: " + string.Join(" ", builder.Faults), "Change the head, its blocks or the inputs in the protocol.");
        }

        return shape!;
    }

    /// <summary>Every fault of the head, one sentence each; empty when it fits. Arguments as in <see cref="Create"/>.</summary>
    public static ImmutableArray<string> Check(ModelSpec model, InputSpec inputs, TaskSpec task, int covariates, ImmutableArray<string> keepLocal = default)
    {
        var builder = new ManifestBuilder(model, inputs, task, covariates, keepLocal.IsDefault ? [] : keepLocal);
        builder.Build();
        return [.. builder.Faults];
    }
}
