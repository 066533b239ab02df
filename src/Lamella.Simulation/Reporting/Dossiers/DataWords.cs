using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>The categories of data that a study reads at a hospital, and of the people they are about.</summary>
internal static class DataWords
{
    private const string Home = "at the hospital; never in a message";

    /// <summary>The data: every variable of the study's dictionary, then what is made of slides, then ids.</summary>
    public static IReadOnlyList<DossierData> Of(StudyProtocol protocol)
    {
        var data = protocol.Dictionary.Select(v => new DossierData(v.Name, MeaningOf(v), UseOf(protocol, v), Home)).ToList();
        if (protocol.Inputs.Bags is { } bags)
        {
            data.Add(new DossierData(
                "whole-slide images", "pictures of tissue", $"features are made of them at the hospital: {bags.Dimension} numbers for each {(bags.Kind == BagKind.Slide ? "slide" : "tile")}", Home));
        }

        data.Add(new DossierData("patient ids", "ids or pseudonyms of the hospital's own tables", "tell rows, slides and splits apart", Home));
        data.Add(new DossierData("weights and figures", "what training makes of all patients together", "the result", "leave the hospital as the messages below, and may tell something of patients"));
        return data;
    }

    /// <summary>The people.</summary>
    public static IReadOnlyList<DossierLine> People { get; } =
    [
        new("patients", "those of the hospital's cohort. The data are about health (GDPR Art. 9). No message names or numbers a single patient."),
        new("people at the hospital", "names and roles of those who approve, refuse or withdraw; they stand in the ledger, which every site keeps."),
        new("researchers", "the name of whoever proposes or cancels the study, likewise."),
    ];

    private static string MeaningOf(Variable variable)
    {
        var form = variable.Type switch
        {
            VariableType.Number => variable.Unit.Length > 0 ? $"number, {variable.Unit}" : "number",
            VariableType.Code => $"one of {string.Join(", ", variable.Codes)}",
            _ => "text",
        };
        return variable.Meaning.Length > 0 ? $"{variable.Meaning} ({form})" : form;
    }

    private static string UseOf(StudyProtocol protocol, Variable variable) =>
        protocol.Task.OutcomeVariables.Contains(variable.Name) ? "the outcome that is predicted"
        : protocol.Inputs.Clinical.Contains(variable.Name) ? "predicts the outcome"
        : "read, and no predictor";
}
