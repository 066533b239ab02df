using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lamella.Cli.Bundles;

/// <summary>The list of a bundle's components and their licences, as SPDX 2.3 in JSON.</summary>
internal static class SpdxDocument
{
    private const string Own = "SPDXRef-Lamella";
    private const string OwnLicence = "Apache-2.0";
    private const string CustomLicence = "LicenseRef-";

    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it; the same components at the same time give the same bytes.</summary>
    /// <param name="name">Name of the bundle.</param>
    /// <param name="version">Version of Lamella.</param>
    /// <param name="created">When, UTC, to the second.</param>
    /// <param name="components">What is in it besides Lamella itself.</param>
    public static byte[] Write(string name, string version, DateTimeOffset created, IReadOnlyList<Component> components)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("spdxVersion", "SPDX-2.3");
            json.WriteString("dataLicense", "CC0-1.0");
            json.WriteString("SPDXID", "SPDXRef-DOCUMENT");
            json.WriteString("name", name);
            json.WriteString("documentNamespace", string.Create(CultureInfo.InvariantCulture, $"urn:lamella:bundle:{name}:{created.ToUnixTimeSeconds()}"));
            json.WriteStartObject("creationInfo");
            json.WriteString("created", created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteStartArray("creators");
            json.WriteStringValue($"Tool: lamella-{version}");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartArray("packages");
            WritePackage(json, Own, "Lamella", version, OwnLicence, null, null);
            foreach (var component in components)
                WritePackage(json, component.SpdxId, component.Name, component.Version, component.Licence, component.Purl, component.Sha512);
            json.WriteEndArray();
            WriteOtherLicences(json, components);
            json.WriteStartArray("relationships");
            WriteRelationship(json, "SPDXRef-DOCUMENT", "DESCRIBES", Own);
            foreach (var component in components)
                WriteRelationship(json, Own, "CONTAINS", component.SpdxId);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.ToArray();
    }

    private static void WritePackage(Utf8JsonWriter json, string id, string name, string version, string licence, string? purl, string? sha512)
    {
        json.WriteStartObject();
        json.WriteString("SPDXID", id);
        json.WriteString("name", name);
        json.WriteString("versionInfo", version);
        json.WriteString("downloadLocation", Component.Unknown);
        json.WriteBoolean("filesAnalyzed", false);
        // What its makers say; nobody has looked through the files.
        json.WriteString("licenseConcluded", Component.Unknown);
        json.WriteString("licenseDeclared", licence);
        json.WriteString("copyrightText", Component.Unknown);
        if (sha512 is not null)
        {
            json.WriteStartArray("checksums");
            json.WriteStartObject();
            json.WriteString("algorithm", "SHA512");
            json.WriteString("checksumValue", sha512);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (purl is not null)
        {
            json.WriteStartArray("externalRefs");
            json.WriteStartObject();
            json.WriteString("referenceCategory", "PACKAGE-MANAGER");
            json.WriteString("referenceType", "purl");
            json.WriteString("referenceLocator", purl);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>A licence without a name in SPDX's list stands here with its text.</summary>
    private static void WriteOtherLicences(Utf8JsonWriter json, IReadOnlyList<Component> components)
    {
        var others = components.Where(c => c.Licence.StartsWith(CustomLicence, StringComparison.Ordinal)).DistinctBy(c => c.Licence).ToList();
        if (others.Count == 0)
            return;
        json.WriteStartArray("hasExtractedLicensingInfos");
        foreach (var component in others)
        {
            json.WriteStartObject();
            json.WriteString("licenseId", component.Licence);
            json.WriteString("name", $"Licence of {component.Name}");
            json.WriteString("extractedText", string.Join("\n\n", component.LicenceTexts.Select(t => File.ReadAllText(t, Encoding.UTF8))));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRelationship(Utf8JsonWriter json, string from, string kind, string to)
    {
        json.WriteStartObject();
        json.WriteString("spdxElementId", from);
        json.WriteString("relationshipType", kind);
        json.WriteString("relatedSpdxElement", to);
        json.WriteEndObject();
    }
}
