namespace Lamella.Bench.Measuring;

/// <summary>
/// One benchmark. It runs in a process of its own, so that its peak memory and its warm code are its own; it measures the machine's limit for the
/// same work in the same run.
/// </summary>
internal interface IBenchmark
{
    /// <summary>What it is called by on the command line; its rows begin with it.</summary>
    string Name { get; }

    /// <summary>What is measured against what, in a sentence.</summary>
    string Summary { get; }

    /// <summary>Measures.</summary>
    /// <param name="scratch">An empty folder for files; removed afterwards.</param>
    IReadOnlyList<BenchmarkRow> Run(string scratch);
}
