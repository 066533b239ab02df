namespace Lamella.Protocols.Drafts;

/// <summary>What the author says; what is left out is guessed and marked for checking.</summary>
public sealed record DraftOptions
{
    /// <summary>Short name of the study.</summary>
    public string Study { get; init; } = "my-study";

    /// <summary>Column with the patient's id; empty: guessed.</summary>
    public string Patient { get; init; } = "";

    /// <summary>Outcome column; empty: guessed.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Time column of a survival study; empty: guessed, or none.</summary>
    public string Time { get; init; } = "";

    /// <summary>Event column of a survival study; empty: guessed, or none.</summary>
    public string Event { get; init; } = "";

    /// <summary>Column that names the hospital, for a table of several; empty: one site.</summary>
    public string Site { get; init; } = "";

    /// <summary>Folder of the bags as the map will name it; empty: no bags.</summary>
    public string Bags { get; init; } = "";

    /// <summary>Table of slides (columns slide and patient) as the map will name it, where bags are named after slides; empty: after patients.</summary>
    public string Slides { get; init; } = "";

    /// <summary>Features per tile of those bags.</summary>
    public int BagDimension { get; init; }
}
