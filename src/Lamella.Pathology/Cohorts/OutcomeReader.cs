using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>Reads the outcome of patients as the task wants it.</summary>
internal sealed class OutcomeReader
{
    private readonly TaskSpec task;
    private readonly List<(Variable Variable, VariableColumn Column)> columns;
    private int wrongEvents;
    private int negativeTimes;

    /// <summary>Finds the outcome's columns.</summary>
    public OutcomeReader(StudyProtocol protocol, SiteMap map, JoinedTables joined)
    {
        task = protocol.Task;
        columns = [.. task.OutcomeVariables.Select(name => protocol.Dictionary.First(v => v.Name == name)).Select(v => (v, new VariableColumn(joined, map, v)))];
    }

    /// <summary>Value and time; null where the outcome is missing or of no class of the task.</summary>
    public (float Value, float Time)? Read(string patient)
    {
        var first = columns[0].Column.Read(patient);
        if (task is SurvivalTask)
            return Survival(first, columns[1].Column.Read(patient));
        if (double.IsNaN(first))
            return null;
        return task switch
        {
            BinaryTask t => (CodeOf(first) == t.Positive ? 1 : 0, 0),
            MulticlassTask t => t.Classes.IndexOf(CodeOf(first)) is var index and >= 0 ? (index, 0) : null,
            _ => ((float)first, 0),
        };
    }

    /// <summary>Says what fits nothing.</summary>
    public void Report(CohortProblems problems)
    {
        foreach (var (_, column) in columns)
            column.Report(problems);
        if (wrongEvents > 0)
            problems.Add(ErrorCodes.CodeUnknown, $"variable '{columns[1].Variable.Name}' is neither 0 nor 1 for {wrongEvents} patients.", "An event is 1 when it was seen and 0 when the patient was censored.");
        if (negativeTimes > 0)
            problems.Add(ErrorCodes.CodeUnknown, $"variable '{columns[0].Variable.Name}' is negative for {negativeTimes} patients.", "A time starts at 0; mend the dates behind it.");
    }

    private string CodeOf(double index) => columns[0].Variable.Codes[(int)index];

    private (float Value, float Time)? Survival(double time, double seen)
    {
        if (double.IsNaN(time) || double.IsNaN(seen))
            return null;
        var value = columns[1].Variable is { Type: VariableType.Code } code ? code.Codes[(int)seen] == "1" ? 1 : 0 : seen;
        wrongEvents += value is 0 or 1 ? 0 : 1;
        negativeTimes += time < 0 ? 1 : 0;
        return ((float)value, (float)time);
    }
}
