using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lamella.Federation;
using Lamella.Pathology.Files;

namespace Lamella.Pathology.Encoders.Registry;

/// <summary>The JSON file beside an encoder.</summary>
internal static class EncoderRecordFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Text(RegisteredEncoder encoder) => JsonSerializer.Serialize(encoder, Options);

    public static void Write(string path, RegisteredEncoder encoder) => AtomicFile.WriteText(path, Text(encoder) + "\n");

    public static RegisteredEncoder Read(string path)
    {
        try
        {
            var read = JsonSerializer.Deserialize<RegisteredEncoder>(File.ReadAllBytes(path), Options);
            var sha256 = Path.GetFileNameWithoutExtension(path);
            if (read?.Sha256 == sha256 && read is { Name: not null, Licence: not null, Dimension: > 0 })
                return read with { File = Path.Combine(Path.GetDirectoryName(path)!, sha256 + EncoderRegistry.ModelExtension) };
        }
        catch (JsonException fault)
        {
            throw Damaged(fault);
        }

        throw Damaged(null);

        LamellaException Damaged(Exception? inner) =>
            new(ErrorCodes.EncoderRefused, $"'{path}' does not describe an encoder.", "Delete that file and add the encoder again.", inner);
    }
}
