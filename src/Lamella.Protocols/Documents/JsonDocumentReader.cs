using System.Text;
using System.Text.Json;

namespace Lamella.Protocols.Documents;

/// <summary>JSON into nodes; comments and trailing commas are read.</summary>
internal static class JsonDocumentReader
{
    /// <summary>The root, or null when it is not JSON.</summary>
    public static DocumentNode? Read(string text, FaultList faults)
    {
        var bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = DocumentReader.MaxDepth });
        var lines = new LineCounter(bytes);
        try
        {
            reader.Read();
            var root = ReadNode(ref reader, lines, "", faults);
            while (reader.Read())
            {
                // Reads to the end: anything after the root throws.
            }

            return root;
        }
        catch (JsonException e)
        {
            faults.Add((int)(e.LineNumber ?? 0) + 1, "", "This is not JSON: " + Reason(e.Message), "Check commas, quotes and brackets on this line and the one before it.");
            return null;
        }
    }

    private static string Reason(string message) => message[..(message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var at and > 0 ? at : message.Length)];

    private static DocumentNode ReadNode(ref Utf8JsonReader reader, LineCounter lines, string path, FaultList faults)
    {
        var line = lines.LineAt(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var map = new DocumentNode { Kind = NodeKind.Map, Line = line };
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = reader.GetString()!;
                    var keyLine = lines.LineAt(reader.TokenStartIndex);
                    reader.Read();
                    DocumentPath.AddEntry(map, new DocumentEntry(key, keyLine, ReadNode(ref reader, lines, DocumentPath.Join(path, key), faults)), path, faults);
                }

                return map;
            case JsonTokenType.StartArray:
                var list = new DocumentNode { Kind = NodeKind.List, Line = line };
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Elements.Add(ReadNode(ref reader, lines, $"{path}[{list.Elements.Count}]", faults));
                return list;
            case JsonTokenType.String:
                return new DocumentNode { Kind = NodeKind.Scalar, Line = line, Raw = reader.GetString()!, Quoted = true };
            default:
                return new DocumentNode { Kind = NodeKind.Scalar, Line = line, Raw = Encoding.UTF8.GetString(reader.ValueSpan) };
        }
    }

    /// <summary>Counts line ends up to a byte; asked in rising order, so each byte is looked at once.</summary>
    private sealed class LineCounter(byte[] bytes)
    {
        private long position;
        private int line = 1;

        public int LineAt(long index)
        {
            for (; position < index; position++)
            {
                if (bytes[position] == (byte)'\n')
                    line++;
            }

            return line;
        }
    }
}
