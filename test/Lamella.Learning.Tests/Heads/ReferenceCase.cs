using System.Text.Json;
using Lamella.Federation.Models;
using Lamella.Testing;

namespace Lamella.Learning.Tests.Heads;

/// <summary>A case of heads_reference.json: weights and bag by formula, answers in float64.</summary>
internal sealed record ReferenceCase(string Head, int Tiles, int Dimension, int Label, IReadOnlyList<ReferenceLayer> Layers, int Parameters, double Logit, double Loss,
    IReadOnlyDictionary<string, double> GradientNorm, double[]? TileScores)
{
    private static readonly Dictionary<string, string> OurLayers = new(StringComparer.Ordinal)
    {
        ["deepmil/attention_v"] = "attention.v",
        ["deepmil/attention_u"] = "attention.u",
        ["deepmil/attention_w"] = "attention.w",
        ["deepmil/classifier3"] = "head",
        ["chowder/slide3"] = "head",
        ["meanpool/linear"] = "head",
    };

    public static List<ReferenceCase> All()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require("mil", "heads_reference.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(Read)];
    }

    public static Dictionary<string, int> ParametersAt2048()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require("mil", "heads_reference.json")));
        return document.RootElement.GetProperty("parameters_at_2048").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal);
    }

    /// <summary>Our name of their layer.</summary>
    public string OurName(string layer) => OurLayers.GetValueOrDefault($"{Head}/{layer}", layer);

    /// <summary>Their weights in our manifest's order.</summary>
    public double[] Weights(ParameterManifest manifest)
    {
        var weights = new double[manifest.TotalCount];
        foreach (var layer in Layers)
        {
            Fill(manifest, weights, $"{OurName(layer.Name)}.weight", layer.Ordinal, layer.In);
            Fill(manifest, weights, $"{OurName(layer.Name)}.bias", layer.Ordinal + 0.5, layer.In);
        }

        return weights;
    }

    public double[] Bag()
    {
        var bag = new double[Tiles * Dimension];
        for (var i = 0; i < Tiles; i++)
        {
            for (var c = 0; c < Dimension; c++)
                bag[i * Dimension + c] = Math.Cos(0.01 * (i + 1) * (c + 1)) + 0.1 * Math.Sin(i + 0.3 * c);
        }

        return bag;
    }

    private static void Fill(ParameterManifest manifest, double[] weights, string name, double ordinal, int fanIn)
    {
        var index = manifest.Parameters.Index().Single(p => p.Item.Name == name).Index;
        for (var k = 0; k < manifest.Parameters[index].Count; k++)
            weights[manifest.Offsets[index] + k] = Math.Sin(0.37 * k + ordinal) / (2 * Math.Sqrt(fanIn));
    }

    private static ReferenceCase Read(JsonElement c) => new(
        c.GetProperty("head").GetString()!,
        c.GetProperty("tiles").GetInt32(),
        c.GetProperty("dimension").GetInt32(),
        c.GetProperty("label").GetInt32(),
        [.. c.GetProperty("layers").EnumerateArray().Select(l => new ReferenceLayer(l.GetProperty("name").GetString()!, l.GetProperty("ordinal").GetInt32(), l.GetProperty("in").GetInt32()))],
        c.GetProperty("parameters").GetInt32(),
        c.GetProperty("logit").GetDouble(),
        c.GetProperty("loss").GetDouble(),
        c.GetProperty("gradient_norm").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble(), StringComparer.Ordinal),
        c.TryGetProperty("attention", out var a) || c.TryGetProperty("tile_score", out a) ? [.. a.EnumerateArray().Select(x => x.GetDouble())] : null);
}

/// <summary>A linear layer of the reference.</summary>
internal sealed record ReferenceLayer(string Name, int Ordinal, int In);
