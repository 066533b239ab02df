using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Tiles;

namespace Lamella.Pathology.Bags.Making;

/// <summary>How a table of instances becomes bags.</summary>
public sealed record InstanceImportOptions
{
    /// <summary>The table: one instance a row, all columns but two are features.</summary>
    public required string File { get; init; }

    /// <summary>Folder that receives <c>{bag}.h5</c> and <c>patients.csv</c>.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Position, from 0, of the column with the bag's outcome (the same in all its rows); null: none.</summary>
    public int? OutcomeColumn { get; init; } = 0;

    /// <summary>Position, from 0, of the column with the bag's id.</summary>
    public int BagColumn { get; init; } = 1;

    /// <summary>Whether the first row is a header.</summary>
    public bool HasHeader { get; init; }

    /// <summary>Every feature is divided by this, so that heads meet numbers of about 1; part of the contract. 1 unless given.</summary>
    public double DivideBy { get; init; } = 1;
}

/// <summary>Bags from a table of instances, as multiple-instance data sets are published (MUSK, say).</summary>
public static class InstanceImport
{
    /// <summary>Writes the bags and <c>patients.csv</c>; returns how many bags and instances there are.</summary>
    /// <exception cref="LamellaException">The table is missing, a row is malformed, a bag has two outcomes, or the disk is full.</exception>
    public static (int Bags, int Instances) Run(InstanceImportOptions options, CancellationToken cancellationToken = default)
    {
        if (!double.IsFinite(options.DivideBy) || options.DivideBy == 0)
            throw new LamellaException(ErrorCodes.UsageWrong, $"features cannot be divided by {options.DivideBy}.", "Give a number other than 0.");
        var (bags, dimension) = Read(options);
        var contract = new FeatureContract
        {
            EncoderSha256 = "declared:instances",
            MicronsPerPixel = 0,
            TileSize = 0,
            Preprocessing = string.Create(CultureInfo.InvariantCulture, $"table columns divided by {options.DivideBy:R}"),
            Dimension = dimension,
            Declared = true,
        };
        Directory.CreateDirectory(options.OutputFolder);
        foreach (var (id, bag) in bags)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = PatientFile.Path(options.OutputFolder, id);
            BagFile.Write(path, new FeatureBag(id, bag.Values.Count / dimension, bag.Values.ToArray(), contract));
        }

        PatientTable.Write(options.OutputFolder, bags.Select(bag => new PatientTable.Row(
            bag.Key, bag.Value.Values.Count / dimension, bag.Value.Outcome is { } outcome ? [("outcome", outcome)] : [], null, null)));
        return (bags.Count, bags.Values.Sum(bag => bag.Values.Count / dimension));
    }

    private static (SortedDictionary<string, (List<float> Values, string? Outcome)> Bags, int Dimension) Read(InstanceImportOptions options)
    {
        using var table = new IndexTable(options.File, options.HasHeader);
        var bags = new SortedDictionary<string, (List<float> Values, string? Outcome)>(StringComparer.Ordinal);
        var cells = 0;
        while (table.Next())
        {
            cells = cells == 0 ? table.Cells : cells;
            if (table.Cells != cells)
                throw table.Fault($"has {table.Cells} cells, the first row {cells}");
            if (options.BagColumn >= cells || options.OutcomeColumn >= cells)
                throw table.Fault($"has {cells} cells; columns {options.BagColumn} (bag) and {options.OutcomeColumn} (outcome) were asked for");
            var id = table[options.BagColumn];
            PatientFile.Require(id);
            var outcome = options.OutcomeColumn is { } column ? table[column] : null;
            if (!bags.TryGetValue(id, out var bag))
                bags[id] = bag = ([], outcome);
            if (bag.Outcome != outcome)
                throw new LamellaException(ErrorCodes.PatientContradicts, $"'{options.File}' line {table.Line}: bag {id} has outcome '{outcome}' here and '{bag.Outcome}' before.", "Correct the table: a bag has one outcome.");
            for (var cell = 0; cell < cells; cell++)
            {
                if (cell != options.BagColumn && cell != options.OutcomeColumn)
                    bag.Values.Add(Number(table, cell, options.DivideBy));
            }
        }

        var dimension = cells - 1 - (options.OutcomeColumn is null ? 0 : 1);
        return bags.Count > 0 && dimension > 0
            ? (bags, dimension)
            : throw new LamellaException(ErrorCodes.TableUnreadable, $"'{options.File}' holds no instance with features.", "Each row needs a bag id and at least one feature.");
    }

    private static float Number(IndexTable table, int cell, double divideBy) =>
        double.TryParse(table[cell], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite((float)(value / divideBy))
            ? (float)(value / divideBy)
            : throw table.Fault($"has '{table[cell]}' in column {cell}, which is no finite number");
}
