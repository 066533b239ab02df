using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Studies;

/// <summary>The task against the dictionary.</summary>
internal static class TaskChecks
{
    /// <summary>Names of the variables that carry the outcome, as far as they are given.</summary>
    public static List<string> Outcomes(DocumentNode root) =>
        [.. new[] { "outcome", "time", "event" }.Select(k => root["task"]?[k]?.Text).OfType<string>()];

    /// <summary>Checks variables, types and codes of the task.</summary>
    public static void Check(DocumentNode root, DictionaryView dictionary, FaultList faults)
    {
        if (root["task"] is not { } task || root["dictionary"] is null)
            return;
        switch (task["kind"]?.Text)
        {
            case "binary":
                if (Variable(task, "outcome", dictionary, "code", faults) is { } binary)
                    Code(task["positive"], "task.positive", dictionary.CodesOf(binary), faults);
                break;
            case "multiclass":
                if (Variable(task, "outcome", dictionary, "code", faults) is { } several)
                    Classes(task, dictionary.CodesOf(several), faults);
                break;
            case "survival":
                Variable(task, "time", dictionary, "number", faults);
                Event(task, dictionary, faults);
                break;
            case "regression":
                Variable(task, "outcome", dictionary, "number", faults);
                break;
        }
    }

    private static string? Variable(DocumentNode task, string key, DictionaryView dictionary, string type, FaultList faults)
    {
        if (task[key] is not { Text: { } name } node || !dictionary.Require(node, $"task.{key}", name, faults))
            return null;
        if (dictionary.TypeOf(name) is not { } actual || actual == type)
            return name;
        faults.Add(node, $"task.{key}", $"'{name}' is of type {actual}.", $"Allowed: a variable of type {type}.");
        return null;
    }

    private static void Event(DocumentNode task, DictionaryView dictionary, FaultList faults)
    {
        if (task["event"] is not { Text: { } name } node || !dictionary.Require(node, "task.event", name, faults))
            return;
        if (dictionary.TypeOf(name) == "text")
            faults.Add(node, "task.event", $"'{name}' is of type text.", "Allowed: a number, or a code with the codes 0 and 1.");
        else if (dictionary.TypeOf(name) == "code" && dictionary.CodesOf(name) is { Count: > 0 } codes && codes.Any(c => c is not ("0" or "1")))
            faults.Add(node, "task.event", $"'{name}' has the codes {string.Join(", ", codes)}.", "Allowed: the codes 0 and 1; each site's map turns its own into them.");
        if (task["time"]?.Text == name)
            faults.Add(node, "task.event", $"'{name}' is both time and event.", "Allowed: two variables.");
    }

    private static void Classes(DocumentNode task, IReadOnlyList<string> codes, FaultList faults)
    {
        StudyChecks.Unique(task["classes"], "task.classes", "Class", e => e.Text, faults);
        var classes = task["classes"]?.Elements ?? [];
        for (var i = 0; i < classes.Count; i++)
            Code(classes[i], $"task.classes[{i}]", codes, faults);
    }

    private static void Code(DocumentNode? node, string path, IReadOnlyList<string> codes, FaultList faults)
    {
        if (node?.Text is { } code && codes.Count > 0 && !codes.Contains(code))
            faults.Add(node, path, $"'{code}' is not a code of the outcome.", $"Allowed: {string.Join(", ", codes)}.");
    }
}
