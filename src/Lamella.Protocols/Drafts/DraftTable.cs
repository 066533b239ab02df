using System.Collections.Immutable;

namespace Lamella.Protocols.Drafts;

/// <summary>What a protocol is drafted from: the columns of a hospital's table.</summary>
/// <param name="File">Name of the table, as the map will name it.</param>
/// <param name="Columns">Its columns.</param>
public sealed record DraftTable(string File, ImmutableArray<DraftColumn> Columns);

/// <summary>A column with the text of its cells.</summary>
/// <param name="Name">Header.</param>
/// <param name="Cells">Cells in row order, trimmed.</param>
public sealed record DraftColumn(string Name, ImmutableArray<string> Cells);
