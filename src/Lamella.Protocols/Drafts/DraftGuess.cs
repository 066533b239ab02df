using System.Globalization;
using System.Text.RegularExpressions;

namespace Lamella.Protocols.Drafts;

/// <summary>Guesses what a column is from its header and cells. Guesses are written down as such; the author decides.</summary>
internal static partial class DraftGuess
{
    /// <summary>More different texts than this are no list of codes.</summary>
    private const int MaxCodes = 30;

    /// <summary>Up to this many different whole numbers are taken for codes.</summary>
    private const int MaxNumericCodes = 5;

    private static readonly string[] MissingWords = ["NA", "N/A", "NAN", "NULL", "NONE", "UNKNOWN", "NOT REPORTED", "?", "-", "."];

    /// <summary>Cells of a column that mean "not known", as they are spelled there.</summary>
    public static string[] Missing(DraftColumn column) =>
        [.. column.Cells.Where(c => MissingWords.Contains(c.ToUpperInvariant())).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Type of a column, and its codes where it is a code.</summary>
    public static (string Type, string[] Codes) TypeOf(DraftColumn column)
    {
        var missing = Missing(column);
        var known = column.Cells.Where(c => c.Length > 0 && !missing.Contains(c)).ToList();
        var values = known.Distinct(StringComparer.Ordinal).ToList();
        var numbers = known.Count > 0 && known.TrueForAll(c => IsNumber(c));
        if (numbers && (values.Count > MaxNumericCodes || values.Count < 2 || values.Exists(v => !Digits().IsMatch(v))))
            return ("number", []);
        if (values.Count < 2 || (!numbers && (values.Count > MaxCodes || values.Count > known.Count / 2.0)))
            return ("text", []);
        var codes = numbers ? values.OrderBy(v => int.Parse(v, CultureInfo.InvariantCulture)) : values.Order(StringComparer.Ordinal);
        return ("code", [.. codes]);
    }

    /// <summary>True for a column that by its name is known only after diagnosis.</summary>
    public static bool IsLater(string name) => Later().IsMatch(name);

    /// <summary>The patient column: by name, else the first in which no value stands twice, else the first.</summary>
    public static DraftColumn Patient(DraftTable table) =>
        table.Columns.FirstOrDefault(c => PatientName().IsMatch(c.Name))
        ?? table.Columns.FirstOrDefault(c => c.Cells.Length > 0 && c.Cells.Distinct(StringComparer.Ordinal).Count() == c.Cells.Length)
        ?? table.Columns[0];

    /// <summary>The outcome column by name, or null.</summary>
    public static DraftColumn? Outcome(IEnumerable<DraftColumn> columns) => columns.FirstOrDefault(c => OutcomeName().IsMatch(c.Name) && TypeOf(c).Type != "text");

    /// <summary>Time and event columns by name, or nulls.</summary>
    public static (DraftColumn? Time, DraftColumn? Event) Survival(IReadOnlyList<DraftColumn> columns) => (
        columns.FirstOrDefault(c => TimeName().IsMatch(c.Name) && TypeOf(c).Type == "number"),
        columns.FirstOrDefault(c => EventName().IsMatch(c.Name) && c.Cells.All(x => x is "" or "0" or "1" or "0.0" or "1.0")));

    /// <summary>The code most likely to be the positive class.</summary>
    public static string Positive(string[] codes) => Array.Find(codes, c => PositiveName().IsMatch(c)) ?? codes[^1];

    private static bool IsNumber(string cell) =>
        double.TryParse(cell.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && !LeadingZero().IsMatch(cell);

    [GeneratedRegex("^[+-]?[0-9]{1,9}\\z")]
    private static partial Regex Digits();

    [GeneratedRegex("^0[0-9]")]
    private static partial Regex LeadingZero();

    [GeneratedRegex("death|dead|died|event|surviv|follow|recur|relapse|progress|status|response|outcome|(^|_)(os|pfs|dfs)(\\z|_)|(^|_)time(\\z|_)", RegexOptions.IgnoreCase)]
    private static partial Regex Later();

    [GeneratedRegex("^(patient|pid|case|subject|person|mrn|fallnummer)([ _-]?(id|nr|no|number))?\\z|^id\\z", RegexOptions.IgnoreCase)]
    private static partial Regex PatientName();

    [GeneratedRegex("^(outcome|label|target|class|response|relapse|recurrence|diagnosis|y)\\z", RegexOptions.IgnoreCase)]
    private static partial Regex OutcomeName();

    [GeneratedRegex("^(t|time|days|months|os|pfs|dfs|(os|pfs|dfs|survival|followup|follow_up)_?(time|days|months))\\z", RegexOptions.IgnoreCase)]
    private static partial Regex TimeName();

    [GeneratedRegex("^(e|event|dead|death|died|censor|(os|pfs|dfs|vital)_?(event|status))\\z", RegexOptions.IgnoreCase)]
    private static partial Regex EventName();

    [GeneratedRegex("^(1|yes|y|true|positive|pos|\\+|tumou?r|malignant)\\z", RegexOptions.IgnoreCase)]
    private static partial Regex PositiveName();
}
