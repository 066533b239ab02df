using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lamella.Federation.Randomness;

namespace Lamella.Federation.Models;

/// <summary>The law an initial value is drawn from.</summary>
public enum InitLaw
{
    /// <summary>All zero.</summary>
    Zeros,

    /// <summary>All one.</summary>
    Ones,

    /// <summary>Uniform in (-scale, scale).</summary>
    Uniform,

    /// <summary>Normal with mean 0 and standard deviation scale.</summary>
    Normal,
}

/// <summary>A parameter tensor.</summary>
/// <param name="Name">Unique name, as in the safetensors file.</param>
/// <param name="Shape">Row-major shape; every extent at least 1.</param>
/// <param name="Law">Law of its initial values.</param>
/// <param name="Scale">Scale of that law; 0 for constants.</param>
/// <param name="IsLocal">Kept at the site: never in a published model or an update.</param>
public sealed record ParameterSpec(string Name, ImmutableArray<int> Shape, InitLaw Law, double Scale, bool IsLocal = false)
{
    /// <summary>Number of values.</summary>
    public int Count => Shape.Aggregate(1, (product, extent) => checked(product * extent));
}

/// <summary>
/// Names, shapes and init laws of a model's parameters, in order. Weights are one flat float32 array in this order, row-major within each
/// tensor: shared parameters first, then those kept local.
/// </summary>
public sealed class ParameterManifest
{
    /// <summary>Takes the parameters in model order and puts the shared ones first.</summary>
    public ParameterManifest(IEnumerable<ParameterSpec> parameters)
    {
        Parameters = [.. parameters.OrderBy(p => p.IsLocal)];
        var duplicate = Parameters.GroupBy(p => p.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (duplicate is not null)
            throw new ArgumentException($"Two parameters are named '{duplicate.Key}'.", nameof(parameters));
        SharedCount = Parameters.Where(p => !p.IsLocal).Sum(p => p.Count);
        TotalCount = SharedCount + Parameters.Where(p => p.IsLocal).Sum(p => p.Count);
        Offsets = [.. Parameters.Select((_, i) => Parameters.Take(i).Sum(p => p.Count))];
    }

    /// <summary>The parameters: shared first, then local.</summary>
    public ImmutableArray<ParameterSpec> Parameters { get; }

    /// <summary>Start of each parameter in the flat array.</summary>
    public ImmutableArray<int> Offsets { get; }

    /// <summary>Values that travel.</summary>
    public int SharedCount { get; }

    /// <summary>All values.</summary>
    public int TotalCount { get; }

    /// <summary>The manifest of what travels: this one without the local parameters.</summary>
    public ParameterManifest Shared() => SharedCount == TotalCount ? this : new(Parameters.Where(p => !p.IsLocal));

    /// <summary>SHA-256 of names, shapes and laws, lower-case hex: two models of the same digest have interchangeable weights.</summary>
    public string Digest()
    {
        var text = new StringBuilder("lamella-manifest=1\n");
        foreach (var p in Parameters)
            text.Append(CultureInfo.InvariantCulture, $"{p.Name} [{string.Join(',', p.Shape)}] {p.Law} {p.Scale:R} {(p.IsLocal ? "local" : "shared")}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Initial weights [TotalCount]: a pure function of this manifest and the seed.</summary>
    public float[] InitialWeights(ulong seed)
    {
        var weights = new float[TotalCount];
        var key = RandomStream.KeyOf(seed, "", Purposes.InitialWeights);
        for (var i = 0; i < Parameters.Length; i++)
        {
            var p = Parameters[i];
            var stream = new RandomStream(key, (ulong)i);
            foreach (ref var value in weights.AsSpan(Offsets[i], p.Count))
            {
                value = p.Law switch
                {
                    InitLaw.Ones => 1f,
                    InitLaw.Uniform => (float)((2.0 * stream.NextDouble() - 1.0) * p.Scale),
                    InitLaw.Normal => (float)(stream.NextGaussian() * p.Scale),
                    _ => 0f,
                };
            }
        }

        return weights;
    }
}
