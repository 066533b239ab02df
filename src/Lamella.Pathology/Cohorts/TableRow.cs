namespace Lamella.Pathology.Cohorts;

/// <summary>A row of a table.</summary>
/// <param name="Line">Line of the file on which it starts, from 1.</param>
/// <param name="Cells">Its cells, trimmed, as many as the header has.</param>
public sealed record TableRow(int Line, IReadOnlyList<string> Cells);
