using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lamella.Protocols.Drafts;

/// <summary>Writes a commented protocol and the sites' maps from a table, for the author to check and finish.</summary>
public static class DraftWriter
{
    /// <summary>Drafts a study.</summary>
    /// <exception cref="Federation.LamellaException">
    /// <see cref="Federation.ErrorCodes.ColumnUnknown"/>: an option names no column; <see cref="Federation.ErrorCodes.UsageWrong"/>: the outcome cannot be guessed.
    /// </exception>
    public static ProtocolDraft Write(DraftTable table, DraftOptions options)
    {
        var plan = new DraftPlan(table, options);
        return new ProtocolDraft(Protocol(table, plan, options), plan.Sites.ToImmutableSortedDictionary(s => s.Id, s => Map(table, plan, options, s.Cell), StringComparer.Ordinal));
    }

    private static string Protocol(DraftTable table, DraftPlan plan, DraftOptions options)
    {
        var rows = table.Columns.Max(c => c.Cells.Length);
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');

        Line($"# Drafted from {OneLine(table.File)} ({rows} rows). Lines marked CHECK hold a guess: confirm each, then run 'study check'.");
        Line($"study: {options.Study}");
        Line($"title: {YamlText.Of("Study drafted from " + OneLine(table.File))}   # CHECK: one line for people");
        Line("question: \"What is asked, in plain language?\"   # CHECK: the report opens with it");
        Line("seeds: [42, 43, 44]");
        Line("sites:   # role: external is for a hospital that is only tested on");
        foreach (var (id, cell) in plan.Sites)
            Line($"  - {{id: {id}, role: train{(cell.Length > 0 ? ", name: " + YamlText.Of(cell) : "")}}}");
        Line("dictionary:   # knownAt is a guess: only what is known at diagnosis may predict");
        foreach (var column in plan.Variables)
            Line("  - " + Variable(column, plan));
        foreach (var column in plan.Empty)
            Line($"  # column {OneLine(column.Name)} holds no value and is left out");
        Line(Task(plan));
        Line(Inputs(plan, options));
        Line(plan.Split is null ? "split: {kind: seeded, testShare: 0.2}" : "split: {kind: column}");
        Line($"model: {{head: {Head(plan, options)}}}");
        Line("training:");
        Line("  rounds: 20");
        Line("  roundSteps: 20");
        Line("  batch: 16");
        Line("  optimiser: {kind: adam, learningRate: 0.001, weightDecay: 0.0001, keepState: true}");
        Line("strategies:   # also: fedadagrad, fedadam, fedyogi, fedavgm, cyclic; scaffold with sgd");
        Line("  - {kind: fedavg}");
        Line("  - {kind: fedprox, mu: 0.01}");
        Line("reporting: {minimumCell: 5}");
        return text.ToString();
    }

    private static string Variable(DraftColumn column, DraftPlan plan)
    {
        var (type, codes) = column == plan.Time ? ("number", []) : column == plan.Event ? ("number", []) : DraftGuess.TypeOf(column);
        var later = plan.IsOutcome(column) || DraftGuess.IsLater(column.Name);
        var missing = DraftGuess.Missing(column);
        var line = new StringBuilder($"{{name: {YamlText.Of(column.Name)}, type: {type}");
        if (type == "code")
            line.Append(CultureInfo.InvariantCulture, $", codes: {YamlText.ListOf(codes)}");
        if (missing.Length > 0)
            line.Append(CultureInfo.InvariantCulture, $", missing: {YamlText.ListOf(missing)}");
        line.Append(CultureInfo.InvariantCulture, $", knownAt: {(later ? "later" : "diagnosis")}}}");
        var gaps = column.Cells.Count(c => c.Length == 0 || missing.Contains(c));
        line.Append(CultureInfo.InvariantCulture, $"   # {(plan.IsOutcome(column) ? "outcome" : "CHECK")}{(gaps > 0 ? $"; {gaps} missing" : "")}{(type == "text" ? "; never a predictor" : "")}");
        return line.ToString();
    }

    private static string Task(DraftPlan plan)
    {
        if (plan.Outcome is null)
            return $"task: {{kind: survival, time: {YamlText.Of(plan.Time!.Name)}, event: {YamlText.Of(plan.Event!.Name)}}}   # CHECK";
        var (type, codes) = DraftGuess.TypeOf(plan.Outcome);
        var outcome = YamlText.Of(plan.Outcome.Name);
        return type == "number"
            ? $"task: {{kind: regression, outcome: {outcome}}}   # CHECK"
            : codes.Length > 2
                ? $"task: {{kind: multiclass, outcome: {outcome}, classes: {YamlText.ListOf(codes)}}}   # CHECK"
                : $"task: {{kind: binary, outcome: {outcome}, positive: {YamlText.Of(DraftGuess.Positive(codes))}}}   # CHECK: the positive class";
    }

    private static string Inputs(DraftPlan plan, DraftOptions options)
    {
        var bags = options.Bags.Length == 0 ? "" : $"bags: {{dimension: {options.BagDimension}}}";
        var clinical = plan.Variables.Any(plan.IsPredictor) ? "clinical: all, standardise: federated" : "";
        var fusion = bags.Length > 0 && clinical.Length > 0 ? "fusion: late" : "";
        return $"inputs: {{{string.Join(", ", new[] { clinical, bags, fusion }.Where(p => p.Length > 0))}}}   # CHECK: clinical: all, or a list of names";
    }

    private static string Head(DraftPlan plan, DraftOptions options) =>
        options.Bags.Length > 0 ? "deepmil" : plan.Outcome is null ? "cox" : DraftGuess.TypeOf(plan.Outcome).Type == "number" ? "linear" : "logistic";

    private static string Map(DraftTable table, DraftPlan plan, DraftOptions options, string cell)
    {
        var text = new StringBuilder("# Paths start at the data folder. Add columns: {variable: own column} and codes: {variable: {own: study's}} where they differ.\n");
        text.Append(CultureInfo.InvariantCulture, $"tables:\n  - {{file: {YamlText.Of(table.File)}, patient: {YamlText.Of(plan.Patient.Name)}}}\n");
        if (plan.Site is not null)
            text.Append(CultureInfo.InvariantCulture, $"where: {{{YamlText.Of(plan.Site.Name)}: {YamlText.ListOf([cell])}}}\n");
        if (plan.Split is not null)
            text.Append(CultureInfo.InvariantCulture, $"split: {{column: {YamlText.Of(plan.Split.Name)}, train: train, test: test}}\n");
        if (options.Slides.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"slides: {{file: {YamlText.Of(options.Slides)}, slide: slide, patient: patient}}\n");
        if (options.Bags.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"bags: {YamlText.Of(options.Bags)}\n");
        return text.ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
