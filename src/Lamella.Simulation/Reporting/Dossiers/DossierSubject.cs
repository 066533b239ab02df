using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>What a dossier is about.</summary>
public sealed record DossierSubject
{
    /// <summary>The study.</summary>
    public required StudyProtocol Protocol { get; init; }

    /// <summary>What it is for, as sites approve it; empty before it is proposed.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Who proposed it; empty before.</summary>
    public string ProposedBy { get; init; } = "";

    /// <summary>Figures about patients that sites are asked for beside weights (<see cref="SiteMetrics"/>).</summary>
    public required ImmutableArray<string> Metrics { get; init; }

    /// <summary>How the study stands, in words.</summary>
    public required string Standing { get; init; }

    /// <summary>The hospital whose paper it is; null: nobody's in particular.</summary>
    public DossierHospital? Hospital { get; init; }

    /// <summary>When it is written.</summary>
    public required DateTimeOffset Written { get; init; }
}
