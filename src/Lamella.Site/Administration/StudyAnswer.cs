using System.Collections.Immutable;

namespace Lamella.Site.Administration;

/// <summary>A hospital's answer to a study: approves, refuses, or revokes.</summary>
public sealed record StudyAnswer
{
    /// <summary>The study's hash.</summary>
    public required string Study { get; init; }

    /// <summary>What is answered.</summary>
    public required StudyAnswerKind Kind { get; init; }

    /// <summary>Who answers.</summary>
    public required string By { get; init; }

    /// <summary>Why it is refused or revoked; empty for an approval.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the approver is at the hospital.</summary>
    public string Role { get; init; } = "";

    /// <summary>The purpose as the person read it.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Figures that are allowed.</summary>
    public ImmutableArray<string> Metrics { get; init; } = [];

    /// <summary>When the approval ends, milliseconds since 1970 UTC; null: it does not.</summary>
    public long? Expires { get; init; }

    /// <summary>Fewest training patients an update may rest on.</summary>
    public long LeastSamples { get; init; }

    /// <summary>Most training patients an update may rest on.</summary>
    public long MostSamples { get; init; }

    /// <summary>Training patients in the smallest of the study's splits at this site.</summary>
    public long Patients { get; init; }

    /// <summary>Name of the cohort it is approved with.</summary>
    public string Cohort { get; init; } = "";
}
