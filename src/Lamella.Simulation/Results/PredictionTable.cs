using System.Collections.Immutable;
using Lamella.Federation.Metrics;

namespace Lamella.Simulation.Results;

/// <summary>The predictions of one arm under one seed.</summary>
/// <param name="Arm">The arm; see <see cref="ArmNames"/>.</param>
/// <param name="Strategy">Its strategy, when federated; otherwise null.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Rows">One row per patient. Training rows may be left out.</param>
public sealed record PredictionTable(string Arm, string? Strategy, ulong Seed, ImmutableArray<PredictionRow> Rows)
{
    /// <summary>Split of patients trained on.</summary>
    public const string Train = "train";

    /// <summary>Split of patients tested on.</summary>
    public const string Test = "test";

    /// <summary>Test rows of a scope, in order of site and id.</summary>
    public ImmutableArray<PredictionRow> TestRows(string scope) =>
        [.. Rows
            .Where(r => r.Split == Test && (ScopeNames.SiteOf(scope) is not { } site || r.Site.Value == site))
            .OrderBy(r => r.Site).ThenBy(r => r.Id, StringComparer.Ordinal)];

    /// <summary>Rows as input of the metrics.</summary>
    public static ScoredPatients Score(IReadOnlyList<PredictionRow> rows) => new(
        [.. rows.Select(r => r.Outcome)],
        [.. rows.SelectMany(r => r.Scores)],
        rows.Count == 0 ? 1 : rows[0].Scores.Length,
        rows.Count > 0 && rows[0].Time is not null ? [.. rows.Select(r => r.Time ?? float.NaN)] : null);
}
