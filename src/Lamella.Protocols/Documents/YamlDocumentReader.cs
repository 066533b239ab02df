using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lamella.Protocols.Documents;

/// <summary>YAML into nodes, from the event stream, where every value still knows its line. No tags, anchors or aliases: nothing is ever built by name.</summary>
internal static class YamlDocumentReader
{
    /// <summary>The root of the one document, or null when it is not YAML.</summary>
    public static DocumentNode? Read(string text, FaultList faults)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                faults.Add(1, "", "The file is empty.", "Write 'key: value' lines.");
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = ReadNode(parser, "", 0, faults);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second))
                faults.Add((int)second.Start.Line, "", "A second document starts here.", "A file holds one document: remove the '---'.");
            return root;
        }
        catch (YamlException e)
        {
            faults.Add((int)e.Start.Line, "", "This is not YAML: " + Reason(e), "Check indentation, colons and quotes on this line and the one before it.");
            return null;
        }
    }

    private static string Reason(YamlException e) => e.Message[(e.Message.IndexOf("): ", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].TrimEnd('.') + ".";

    private static DocumentNode ReadNode(IParser parser, string path, int depth, FaultList faults)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            faults.Add((int)alias.Start.Line, path, $"'*{alias.Value}' repeats another value by alias.", "Aliases are not read: write the value out.");
            return new DocumentNode { Kind = NodeKind.Scalar, Line = (int)alias.Start.Line };
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new DocumentNode
            {
                Kind = NodeKind.Scalar,
                Line = (int)scalar.Start.Line,
                Raw = scalar.Value,
                Quoted = scalar.Style != ScalarStyle.Plain,
            };
        }

        if (depth >= DocumentReader.MaxDepth)
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {DocumentReader.MaxDepth} levels");
        if (parser.TryConsume<SequenceStart>(out var list))
        {
            var node = new DocumentNode { Kind = NodeKind.List, Line = (int)list.Start.Line };
            while (!parser.TryConsume<SequenceEnd>(out _))
                node.Elements.Add(ReadNode(parser, $"{path}[{node.Elements.Count}]", depth + 1, faults));
            return node;
        }

        return ReadMap(parser, path, depth, faults);
    }

    private static DocumentNode ReadMap(IParser parser, string path, int depth, FaultList faults)
    {
        var start = parser.Consume<MappingStart>();
        var node = new DocumentNode { Kind = NodeKind.Map, Line = (int)start.Start.Line };
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            DocumentPath.AddEntry(node, new DocumentEntry(key.Value, (int)key.Start.Line, ReadNode(parser, DocumentPath.Join(path, key.Value), depth + 1, faults)), path, faults);
        }

        return node;
    }
}
