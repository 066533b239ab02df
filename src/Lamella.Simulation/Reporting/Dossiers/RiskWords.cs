using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>What is left when all protections work as meant (docs/threat-model.md).</summary>
internal static class RiskWords
{
    /// <summary>What the coordinator can see of one hospital.</summary>
    public static string CoordinatorSees { get; } = $"{char.ToUpperInvariant(Disclosure.OfEachUpdate[0])}{Disclosure.OfEachUpdate[1..]}; nothing is added to it that would hide a single patient.";

    /// <summary>The risks of a study.</summary>
    public static IReadOnlyList<DossierLine> Of(StudyProtocol protocol)
    {
        var training = protocol.Sites.Count(s => s.Role == SiteRole.Train);
        var risks = new List<DossierLine>
        {
            new("A single update tells of few patients", "Weights after few steps over few patients can tell much of these patients; research has rebuilt training data from gradients. The coordinator's people must be trusted not to try, or the study must not be done yet."),
            new("The final model tells of those it was trained on", "Whether somebody was among the training patients can be guessed from a model, and more than that is not prevented."),
            new("Counts are told", "Numbers of training patients stand in approvals and statements, whatever the smallest cell."),
            new("Names are told", "Names and roles of those who answer stand in the ledger for good."),
            new("A study can ask too much", "A coordinator proposes protocols and enrols sites, and some sites may be its own. The hospital sees the purpose, the sites' names and the protocol, and not who is behind a name."),
            new("The training program could hide data in weights", "It is the hospital's own, built from source; that is the protection."),
            new("A withheld figure can be worked out", "Where a figure over all hospitals is known beside those of all others."),
            new("Traffic tells when", "Whoever sees the line sees when a hospital trains, and how large the model is."),
        };
        if (training == 2)
            risks.Insert(2, new DossierLine("The other hospital can read this one's update", "With two training sites each can work out the other's update from the models before and after, and its own."));
        if (protocol.Reporting.MinimumCell <= 1)
            risks.Insert(2, new DossierLine("Figures over single patients", "The protocol has no smallest cell, so that a figure can rest on one patient."));
        return risks;
    }
}
