using System.Globalization;
using System.Text;

namespace Lamella.Simulation.Synthetic;

/// <summary>A hospital's clinical table in its own manner, and the map that turns it into the study's variables.</summary>
internal static class ClinicalTable
{
    public static void Write(string path, TableStyle style, IEnumerable<SyntheticPatient> patients)
    {
        var encoding = style.Encoding == "utf-8" ? new UTF8Encoding(style.ByteOrderMark) : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        using var writer = new StreamWriter(path, append: false, encoding) { NewLine = "\n" };
        writer.WriteLine(string.Join(style.Separator, style.Patient, style.Slide, style.Age, style.Ki67, style.Node, style.Response));
        foreach (var patient in patients)
        {
            writer.WriteLine(string.Join(
                style.Separator,
                patient.Id,
                patient.Slide,
                Number(style, patient.Age),
                patient.Ki67 is { } ki67 ? Number(style, ki67) : style.Missing,
                patient.NodePositive ? style.NodeCodes.Yes : style.NodeCodes.No,
                patient.Response ? style.ResponseCodes.Yes : style.ResponseCodes.No));
        }
    }

    public static string Map(TableStyle style) => $$"""
        # Generated with the slides: this hospital's own columns and codes, as the study's variables.
        tables:
          - file: clinical.csv
            patient: {{Quoted(style.Patient)}}
            separator: {{Quoted(style.Separator == "\t" ? "tab" : style.Separator)}}
            decimal: {{Quoted(style.Decimal)}}
            encoding: {{style.Encoding}}
        columns:
          age: {{Quoted(style.Age)}}
          ki67: {{Quoted(style.Ki67)}}
          node: {{Quoted(style.Node)}}
          response: {{Quoted(style.Response)}}
        codes:
          node: { {{Quoted(style.NodeCodes.No)}}: "negative", {{Quoted(style.NodeCodes.Yes)}}: "positive" }
          response: { {{Quoted(style.ResponseCodes.No)}}: "no", {{Quoted(style.ResponseCodes.Yes)}}: "yes" }
        missing: [{{(style.Missing.Length > 0 ? Quoted(style.Missing) : "")}}]
        bags: store/bags
        slides: {file: store/slides.csv, slide: slide, patient: patient}

        """;

    private static string Number(TableStyle style, double value) =>
        value.ToString("0.0", CultureInfo.InvariantCulture).Replace(".", style.Decimal, StringComparison.Ordinal);

    private static string Quoted(string text) => $"\"{text}\"";
}
