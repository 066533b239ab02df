namespace Lamella.Learning.Tasks;

/// <summary>Log of a growing sum of exponentials, without overflow.</summary>
internal struct CumulativeLogSum()
{
    private double top = double.NegativeInfinity;
    private double sum;

    /// <summary>Log of the sum so far; minus infinity before the first term.</summary>
    public readonly double Value => top + Math.Log(sum);

    /// <summary>Adds exp(<paramref name="exponent"/>).</summary>
    public void Add(double exponent)
    {
        if (exponent > top)
        {
            sum = sum * Math.Exp(top - exponent) + 1;
            top = exponent;
        }
        else
        {
            sum += Math.Exp(exponent - top);
        }
    }
}
