using System.Collections.Immutable;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Data;
using Lamella.Site.Rounds;

namespace Lamella.Simulation.Data;

/// <summary>A site of a simulated study, for one seed: its data, and its patients scaled by what all sites together tell.</summary>
/// <param name="Data">What the site itself reads.</param>
/// <param name="Patients">Its patients.</param>
internal sealed record StudySite(SiteData Data, SiteExamples Patients)
{
    /// <summary>The site.</summary>
    public SiteSpec Site => Data.Site;

    /// <summary>What was left out, and why.</summary>
    public ImmutableArray<string> Notes => Data.Notes;

    /// <summary>Training patients; empty at an external site.</summary>
    public IReadOnlyList<Example> Train => Patients.Train;

    /// <summary>Training patients set aside for early stopping.</summary>
    public IReadOnlyList<Example> Holdout => Patients.Holdout;

    /// <summary>Test patients.</summary>
    public IReadOnlyList<Example> Test => Patients.Test;
}
