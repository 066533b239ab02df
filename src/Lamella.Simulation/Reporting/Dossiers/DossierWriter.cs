using System.Text.Encodings.Web;
using System.Text.Json;
using Lamella.Pathology.Files;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>Writes a study's dossier twice: a page to print and sign, and the same as JSON (docs/study-dossier.md).</summary>
public static class DossierWriter
{
    /// <summary>Name of the page.</summary>
    public const string PageName = "dossier.html";

    /// <summary>Name of the JSON document.</summary>
    public const string DocumentName = "dossier.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes both, each whole or not at all; older ones are replaced.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="folder">Where to; made when it is not there.</param>
    /// <returns>Paths of page and document.</returns>
    public static (string Page, string Document) Write(DossierSubject subject, string folder)
    {
        var dossier = DossierMaker.Make(subject);
        string page = Path.Combine(folder, PageName), document = Path.Combine(folder, DocumentName);
        AtomicFile.Write(document, stream => JsonSerializer.Serialize(stream, dossier, Json));
        AtomicFile.Write(page, stream => Html.Write(stream, DossierPage.Of(dossier)));
        return (page, document);
    }
}
