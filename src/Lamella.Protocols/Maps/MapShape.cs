using Lamella.Protocols.Shapes;
using static Lamella.Protocols.Studies.Shorthand;

namespace Lamella.Protocols.Maps;

/// <summary>Every key of a site's map.</summary>
internal static class MapShape
{
    private static readonly Shape File = new TextShape(@"^(?![/\\]|[A-Za-z]:)(?!(.*[/\\])?\.\.([/\\]|$)).+$", "a path inside the site's data folder, relative, without '..'");

    private static readonly Shape Values = new EitherShape(Text, new ListShape(Text, 1));

    /// <summary>The whole file.</summary>
    public static readonly GroupShape Root = new(
        new("tables", new ListShape(TableShape(), 1, 100), "Patient tables, joined by patient; the first says which patients there are.", true),
        new("where", new DictionaryShape(Values, "column: value or list of values"), "Rows are kept when every named column has one of its values."),
        new("columns", new DictionaryShape(Text, "variable: column"), "Variable to column; a variable left out is the column of the same name."),
        new("codes", new DictionaryShape(new DictionaryShape(Text, "site's code: study's code"), "variable: {site's code: study's code}"), "The site's codes as the study's."),
        new("missing", Texts, "Cells that mean 'not known' in every column, beside the empty cell."),
        new("split", SplitShape(), "The column that tells train from test."),
        new("slides", SlideShape(), "Slide to patient; left out: bags are named after patients."),
        new("bags", File, "Folder with the bags."),
        new("declaredContract", ContractShape(), "Contract of bags whose files do not prove one."),
        new("limit", LimitShape(), "For trying things out: use only some training rows."));

    private static GroupShape TableShape() => new(
        new("file", File, "Delimited text.", true),
        new("patient", Text, "Column with the patient's id, kept as text.", true),
        new("separator", new ChoiceShape(",", ";", "tab"), "Found out unless given."),
        new("decimal", new ChoiceShape(".", ","), "Decimal mark; found out unless given."),
        new("encoding", new ChoiceShape("utf-8", "windows-1252"), "Found out unless given."));

    private static GroupShape SplitShape() => new(
        new("column", Text, "The column.", true),
        new("train", Values, "Its values for training rows.", true),
        new("test", Values, "Its values for test rows.", true));

    private static GroupShape SlideShape() => new(
        new("file", File, "Delimited text.", true),
        new("slide", Text, "Column with the slide's name.", true),
        new("patient", Text, "Column with the patient's id.", true));

    private static GroupShape ContractShape() => new(
        new("encoderSha256", Text, "SHA-256 of the encoder file, or builtin:name:version.", true),
        new("micronsPerPixel", new NumberShape(0, 100), "Micrometres per pixel of the encoded tiles; 0: not known.", true),
        new("tileSize", Count(100_000), "Side of a tile in pixels.", true),
        new("preprocessing", Text, "Preprocessing in one line.", true),
        new("dimension", Count(65_536), "Features per tile.", true));

    private static GroupShape LimitShape() => new(
        new("train", Count(10_000_000), "Training patients kept.", true),
        new("positives", CountOrZero(10_000_000), "How many of them are of the positive class; left out: as they come."));
}
