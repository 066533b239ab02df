namespace Lamella.Simulation.Slides.Shapes;

/// <summary>Which cells of a grid over a slide are inside a shape. Cells are squares of <paramref name="cell"/> level-0 pixels.</summary>
internal sealed class CellMask(int columns, int rows, int cell)
{
    private readonly bool[] inside = new bool[columns * rows];

    public int Columns => columns;

    public int Rows => rows;

    /// <summary>Side of a cell in level-0 pixels.</summary>
    public int Cell => cell;

    public int Count => inside.Count(set => set);

    public bool this[int column, int row]
    {
        get => column >= 0 && row >= 0 && column < columns && row < rows && inside[(row * columns) + column];
        set => inside[(row * columns) + column] = value;
    }

    /// <summary>Adds the cells whose centre lies in a polygon (even-odd) and in <paramref name="allowed"/>; returns how many are new.</summary>
    public int Fill(IReadOnlyList<(double X, double Y)> polygon, CellMask? allowed = null)
    {
        var added = 0;
        var crossings = new List<double>();
        for (var row = 0; row < rows; row++)
        {
            var y = (row + 0.5) * cell;
            crossings.Clear();
            for (var i = 0; i < polygon.Count; i++)
            {
                var (a, b) = (polygon[i], polygon[(i + 1) % polygon.Count]);
                if (a.Y <= y != b.Y <= y)
                    crossings.Add(a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
            }

            crossings.Sort();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
            {
                var last = Math.Min(columns - 1, (int)Math.Floor((crossings[i + 1] / cell) - 0.5));
                for (var column = Math.Max(0, (int)Math.Ceiling((crossings[i] / cell) - 0.5)); column <= last; column++)
                {
                    if (this[column, row] || allowed?[column, row] == false)
                        continue;
                    this[column, row] = true;
                    added++;
                }
            }
        }

        return added;
    }

    /// <summary>The cells all of whose eight neighbours are inside too.</summary>
    public CellMask Eroded()
    {
        var eroded = new CellMask(columns, rows, cell);
        for (var row = 1; row < rows - 1; row++)
        {
            for (var column = 1; column < columns - 1; column++)
                eroded[column, row] = Full(column, row);
        }

        return eroded;

        bool Full(int column, int row)
        {
            for (var i = 0; i < 9; i++)
            {
                if (!this[column + (i % 3) - 1, row + (i / 3) - 1])
                    return false;
            }

            return true;
        }
    }

    /// <summary>On a coarser grid: the cells that are inside as a whole.</summary>
    public CellMask Coarser(int coarse)
    {
        var mask = new CellMask(columns * cell / coarse, rows * cell / coarse, coarse);
        for (var row = 0; row < mask.Rows; row++)
        {
            for (var column = 0; column < mask.Columns; column++)
                mask[column, row] = Whole(column * coarse / cell, ((column + 1) * coarse - 1) / cell, row * coarse / cell, ((row + 1) * coarse - 1) / cell);
        }

        return mask;

        bool Whole(int left, int right, int top, int bottom)
        {
            for (var row = top; row <= bottom; row++)
            {
                for (var column = left; column <= right; column++)
                {
                    if (!this[column, row])
                        return false;
                }
            }

            return true;
        }
    }

    /// <summary>Takes out cells until no two touch at a corner only: outlines then never touch themselves.</summary>
    public void OpenPinches()
    {
        for (var again = true; again;)
        {
            again = false;
            for (var row = 0; row < rows - 1; row++)
            {
                for (var column = 0; column < columns - 1; column++)
                {
                    var (a, b, c, d) = (this[column, row], this[column + 1, row], this[column, row + 1], this[column + 1, row + 1]);
                    if (a != d || b != c || a == b)
                        continue;
                    this[column + (a ? 0 : 1), row] = false;
                    again = true;
                }
            }
        }
    }
}
