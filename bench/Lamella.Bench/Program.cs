using System.Diagnostics;
using Lamella.Bench;
using Lamella.Bench.Measuring;

var known = Benchmarks.All.ToDictionary(b => b.Name);
BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args, [.. known.Keys]);
}
catch (ArgumentException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}

if (options.ListOnly)
{
    foreach (var benchmark in Benchmarks.All)
        Console.WriteLine($"{benchmark.Name,-12} {benchmark.Summary}");
    return 0;
}

var scratch = Directory.CreateTempSubdirectory("lamella-bench-").FullName;
try
{
    if (options.Alone)
    {
        RowWriter.WriteJson(options.JsonFile!, known[options.Names.Single()].Run(scratch));
        return 0;
    }

    Console.WriteLine($"{Environment.ProcessorCount} processors, OMP_NUM_THREADS={Environment.GetEnvironmentVariable("OMP_NUM_THREADS") ?? "not set"}");
    var rows = new List<BenchmarkRow>();
    foreach (var name in options.Names)
    {
        Console.WriteLine($"{name}: {known[name].Summary}");
        var part = Path.Combine(scratch, name + ".json");
        using var process = Process.Start(Environment.ProcessPath!, [typeof(Benchmarks).Assembly.Location, name, BenchmarkOptions.AloneOption, "--json", part]);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Console.Error.WriteLine($"{name} ended with exit code {process.ExitCode}.");
            return 1;
        }

        rows.AddRange(RowWriter.ReadJson(part));
    }

    Console.WriteLine();
    Console.Write(RowWriter.Table(rows));
    if (options.JsonFile is { } json)
        RowWriter.WriteJson(json, rows);
    return 0;
}
finally
{
    Directory.Delete(scratch, recursive: true);
}
