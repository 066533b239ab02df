using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Models;

/// <summary>A block with its place in a validated chain.</summary>
/// <param name="Block">The block; the final linear layer is one too.</param>
/// <param name="Name">Prefix of its parameters' names.</param>
/// <param name="In">What it takes, appended covariates included.</param>
/// <param name="Out">What it gives.</param>
/// <param name="TakesCovariates">Early fusion: the covariates are appended to its input vector.</param>
/// <param name="Parameters">Its parameters, in order.</param>
public sealed record BlockPlan(Block Block, string Name, Extent In, Extent Out, bool TakesCovariates, ImmutableArray<ParameterSpec> Parameters);
