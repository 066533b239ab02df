using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Results;

/// <summary>What a model said about one patient, and what happened.</summary>
/// <param name="Id">The patient's id at the site.</param>
/// <param name="Site">The site.</param>
/// <param name="Split"><c>train</c> or <c>test</c>; see <see cref="PredictionTable"/>.</param>
/// <param name="Outcome">Binary: 1 or 0. Multiclass: class index. Survival: 1 event, 0 censored. Regression: the value.</param>
/// <param name="Time">Survival: follow-up time; otherwise null.</param>
/// <param name="Scores">Binary: probability. Multiclass: probability per class. Survival: log-risk. Regression: the value.</param>
public sealed record PredictionRow(string Id, SiteId Site, string Split, float Outcome, float? Time, ImmutableArray<float> Scores)
{
    /// <summary>Key of the patient within the study: ids of two sites may be alike.</summary>
    public string Key => $"{Site}/{Id}";
}
