using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lamella.Simulation.Tests.Results;

/// <summary>Checks JSON against the part of JSON Schema that our schemas use; a keyword it does not know is a fault, so none passes unread.</summary>
internal static class JsonSchemaCheck
{
    public static List<string> Faults(JsonNode schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, schema.AsObject(), value, "$", faults);
        return faults;
    }

    private static void Check(JsonNode root, JsonObject schema, JsonNode? value, string at, List<string> faults)
    {
        foreach (var (keyword, argument) in schema)
        {
            switch (keyword)
            {
                case "$schema" or "title" or "description" or "$defs":
                    break;
                case "$ref":
                    Check(root, root["$defs"]![argument!.GetValue<string>().Split('/')[^1]]!.AsObject(), value, at, faults);
                    break;
                case "type":
                    var types = argument is JsonArray several ? several.Select(t => t!.GetValue<string>()) : [argument!.GetValue<string>()];
                    if (!types.Any(t => IsType(t, value)))
                        faults.Add($"{at} is not {argument!.ToJsonString()}");
                    break;
                case "required":
                    faults.AddRange(argument!.AsArray().Select(n => n!.GetValue<string>()).Where(n => value is JsonObject o && !o.ContainsKey(n)).Select(n => $"{at}.{n} is missing"));
                    break;
                case "additionalProperties":
                    faults.AddRange((value as JsonObject)?.Select(p => p.Key).Where(k => !schema["properties"]!.AsObject().ContainsKey(k)).Select(k => $"{at}.{k} is unknown") ?? []);
                    break;
                case "properties":
                    foreach (var (name, inner) in argument!.AsObject())
                    {
                        if (value is JsonObject o && o.ContainsKey(name))
                            Check(root, inner!.AsObject(), o[name], $"{at}.{name}", faults);
                    }

                    break;
                case "items":
                    for (var i = 0; value is JsonArray array && i < array.Count; i++)
                        Check(root, argument!.AsObject(), array[i], $"{at}[{i}]", faults);
                    break;
                case "enum":
                    if (!argument!.AsArray().Any(a => JsonNode.DeepEquals(a, value)))
                        faults.Add($"{at} is not one of {argument.ToJsonString()}");
                    break;
                case "pattern":
                    if (value is null || !Regex.IsMatch(value.GetValue<string>(), argument!.GetValue<string>()))
                        faults.Add($"{at} does not match {argument}");
                    break;
                case "minLength":
                    if (value is null || value.GetValue<string>().Length < argument!.GetValue<int>())
                        faults.Add($"{at} is too short");
                    break;
                case "minimum":
                    if (value is null || value.GetValue<double>() < argument!.GetValue<double>())
                        faults.Add($"{at} is too small");
                    break;
                case "anyOf":
                    if (!argument!.AsArray().Any(a => Passes(root, a!.AsObject(), value)))
                        faults.Add($"{at} fits none of {argument.ToJsonString()}");
                    break;
                default:
                    faults.Add($"{at}: the schema keyword {keyword} is not checked");
                    break;
            }
        }
    }

    private static bool Passes(JsonNode root, JsonObject schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(root, schema, value, "", faults);
        return faults.Count == 0;
    }

    private static bool IsType(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "number" => value?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
        "integer" => value?.GetValueKind() == System.Text.Json.JsonValueKind.Number && double.IsInteger(value.GetValue<double>()),
        _ => false,
    };
}
