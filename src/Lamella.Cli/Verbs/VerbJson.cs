using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lamella.Cli.Verbs;

/// <summary>What <c>--json</c> prints: one document on standard output and nothing else there.</summary>
internal static class VerbJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write<T>(T value, TextWriter? to = null) => (to ?? Console.Out).WriteLine(JsonSerializer.Serialize(value, Options));
}
