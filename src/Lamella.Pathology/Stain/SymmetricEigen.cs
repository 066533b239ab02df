namespace Lamella.Pathology.Stain;

/// <summary>Eigenvectors of a symmetric 3 x 3 matrix by Jacobi rotations (Jacobi 1846), by falling eigenvalue.</summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 50;

    /// <summary>Unit eigenvectors with their eigenvalues, largest first; each vector's sign makes the sum of its parts positive.</summary>
    public static (double Value, double[] Vector)[] Of(double[,] matrix)
    {
        var a = (double[,])matrix.Clone();
        double[,] v = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        for (var sweep = 0; sweep < MostSweeps && OffDiagonal(a) > 1e-30; sweep++)
        {
            Rotate(a, v, 0, 1);
            Rotate(a, v, 0, 2);
            Rotate(a, v, 1, 2);
        }

        return [.. Enumerable.Range(0, 3).OrderByDescending(i => a[i, i]).Select(i => (a[i, i], Signed([v[0, i], v[1, i], v[2, i]])))];
    }

    private static double OffDiagonal(double[,] a) => (a[0, 1] * a[0, 1]) + (a[0, 2] * a[0, 2]) + (a[1, 2] * a[1, 2]);

    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        if (a[p, q] == 0)
            return;
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        for (var k = 0; k < 3; k++)
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        for (var k = 0; k < 3; k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
            (v[k, p], v[k, q]) = ((c * v[k, p]) - (s * v[k, q]), (s * v[k, p]) + (c * v[k, q]));
        }
    }

    private static double[] Signed(double[] vector) => vector.Sum() < 0 ? Array.ConvertAll(vector, x => -x) : vector;
}
