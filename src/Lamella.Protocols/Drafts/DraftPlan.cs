using System.Text;
using Lamella.Federation;

namespace Lamella.Protocols.Drafts;

/// <summary>Which column is what, after the author's options and the guesses.</summary>
internal sealed class DraftPlan
{
    /// <summary>Decides; a column that is named but not there, or an outcome that cannot be guessed, is refused.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.ColumnUnknown"/>, <see cref="ErrorCodes.UsageWrong"/>.</exception>
    public DraftPlan(DraftTable table, DraftOptions options)
    {
        DraftColumn? Named(string name) => name.Length == 0 ? null : table.Columns.FirstOrDefault(c => c.Name == name)
            ?? throw new LamellaException(ErrorCodes.ColumnUnknown, $"'{table.File}' has no column '{name}'.{Spelling.Suggest(name, table.Columns.Select(c => c.Name))}", "Name a column of the table's header.");

        Patient = Named(options.Patient) ?? DraftGuess.Patient(table);
        Site = Named(options.Site);
        var rest = table.Columns.Where(c => c != Patient && c != Site).ToList();
        Split = rest.Find(c => c.Name.ToUpperInvariant() is "SPLIT" or "FOLD" or "SET" && c.Cells.Contains("train") && c.Cells.Contains("test"));
        (Time, Event) = (Named(options.Time), Named(options.Event));
        Outcome = Named(options.Outcome);
        if (Outcome is null && Time is null && Event is null)
        {
            (Time, Event) = DraftGuess.Survival(rest);
            Outcome = Time is null || Event is null ? DraftGuess.Outcome(rest) : null;
        }

        if (Outcome is not null)
            (Time, Event) = (null, null);
        else if (Time is null || Event is null)
            throw new LamellaException(ErrorCodes.UsageWrong, $"'{table.File}' does not tell what is to be predicted.", "Say --outcome COLUMN, or --time COLUMN and --event COLUMN for survival.");
        if (Outcome is not null && DraftGuess.TypeOf(Outcome).Type == "text")
            throw new LamellaException(ErrorCodes.UsageWrong, $"Column '{Outcome.Name}' is neither a number nor a short list of codes, so it cannot be an outcome.", "Choose another --outcome, or recode the column.");
        Variables = [.. rest.Where(c => c != Split && c.Cells.Any(x => x.Length > 0))];
        if (options.Bags.Length == 0 && !Variables.Any(IsPredictor))
            throw new LamellaException(ErrorCodes.UsageWrong, $"'{table.File}' has no column to predict from: besides the outcome it holds neither numbers nor short lists of codes known at diagnosis.", "Name a folder of bags with --bags, or add columns.");
        Empty = [.. rest.Except(Variables).Where(c => c != Split)];
        Sites = Site is null ? [("site-1", "")] : SitesOf(Site);
    }

    public DraftColumn Patient { get; }

    public DraftColumn? Site { get; }

    public DraftColumn? Split { get; }

    public DraftColumn? Outcome { get; }

    public DraftColumn? Time { get; }

    public DraftColumn? Event { get; }

    /// <summary>Columns that become variables.</summary>
    public IReadOnlyList<DraftColumn> Variables { get; }

    /// <summary>Columns without any value.</summary>
    public IReadOnlyList<DraftColumn> Empty { get; }

    /// <summary>Site ids and the cell that stands for each.</summary>
    public IReadOnlyList<(string Id, string Cell)> Sites { get; }

    /// <summary>True for the columns that carry the outcome.</summary>
    public bool IsOutcome(DraftColumn column) => column == Outcome || column == Time || column == Event;

    /// <summary>True for a column that may predict: no outcome, not known later by its name, and not text.</summary>
    public bool IsPredictor(DraftColumn column) => !IsOutcome(column) && !DraftGuess.IsLater(column.Name) && DraftGuess.TypeOf(column).Type != "text";

    private static List<(string Id, string Cell)> SitesOf(DraftColumn column)
    {
        var sites = new List<(string Id, string Cell)>();
        foreach (var cell in column.Cells.Where(c => c.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var id = IdOf(cell);
            sites.Add((sites.Exists(s => s.Id == id) ? $"{id}-{sites.Count + 1}" : id, cell));
        }

        return sites.Count <= 200 ? sites : throw new LamellaException(ErrorCodes.UsageWrong, $"Column '{column.Name}' has {sites.Count} different values: too many to be hospitals.", "Name the column of the hospital with --site.");
    }

    private static string IdOf(string cell)
    {
        var id = new StringBuilder();
        foreach (var c in cell.ToLowerInvariant())
            id.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-');
        var text = id.ToString().Trim('-', '_');
        return text.Length == 0 ? "site" : text[..Math.Min(text.Length, 36)];
    }
}
