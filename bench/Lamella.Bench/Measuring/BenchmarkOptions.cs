namespace Lamella.Bench.Measuring;

/// <summary>The command line: <c>[NAME ...] [--json FILE] [--list]</c>.</summary>
/// <param name="Names">Benchmarks to run, in this order; all where empty.</param>
/// <param name="JsonFile">Where the rows go besides the table.</param>
/// <param name="ListOnly">Names the benchmarks and ends.</param>
/// <param name="Alone">Set in the process that runs one benchmark.</param>
internal sealed record BenchmarkOptions(IReadOnlyList<string> Names, string? JsonFile, bool ListOnly, bool Alone)
{
    /// <summary>The option that starts a benchmark in its own process.</summary>
    public const string AloneOption = "--alone";

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">An option or a name is not known; the message says what is.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> known)
    {
        var names = new List<string>();
        string? json = null;
        bool list = false, alone = false;
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--json" when i + 1 < arguments.Count:
                    json = arguments[++i];
                    break;
                case "--list":
                    list = true;
                    break;
                case AloneOption:
                    alone = true;
                    break;
                case var name when known.Contains(name):
                    names.Add(name);
                    break;
                default:
                    throw new ArgumentException($"'{arguments[i]}' is neither a benchmark nor an option.\nusage: lamella bench [NAME ...] [--json FILE] [--list]\nbenchmarks: {string.Join(", ", known)}");
            }
        }

        return new(names.Count > 0 ? names : [.. known], json, list, alone);
    }
}
