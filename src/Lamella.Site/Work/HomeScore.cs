using System.Collections.Immutable;
using Lamella.Federation.Metrics;

namespace Lamella.Site.Work;

/// <summary>How a model does on a site's own test patients.</summary>
/// <param name="Arm"><c>federated</c>, or <c>local</c> for the model that the site trained alone.</param>
/// <param name="Model">SHA-256 of the model's safetensors file.</param>
/// <param name="Patients">Test patients.</param>
/// <param name="Withheld">Why values are withheld; empty when they are not.</param>
/// <param name="Metrics">Every metric of the task.</param>
public sealed record HomeScore(string Arm, string Model, int Patients, string Withheld, ImmutableArray<ScoredMetric> Metrics)
{
    /// <summary>Arm of the model that the site trained alone.</summary>
    public const string Local = "local";
}
