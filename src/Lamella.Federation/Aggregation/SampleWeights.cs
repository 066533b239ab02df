namespace Lamella.Federation.Aggregation;

/// <summary>The two ways sites are weighed.</summary>
internal static class SampleWeights
{
    /// <summary>n_k / n over the contributions.</summary>
    public static double[] BySamples(ReadOnlySpan<Contribution> contributions)
    {
        long total = 0;
        foreach (var c in contributions)
            total = checked(total + c.Samples);
        var weights = new double[contributions.Length];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (double)contributions[i].Samples / total;
        return Scaled(weights, contributions);
    }

    /// <summary>1 / |S|.</summary>
    public static double[] Uniform(ReadOnlySpan<Contribution> contributions)
    {
        var weights = new double[contributions.Length];
        Array.Fill(weights, 1.0 / contributions.Length);
        return Scaled(weights, contributions);
    }

    /// <summary>Weighs late updates down; without one the weights stay as they are to the last bit.</summary>
    private static double[] Scaled(double[] weights, ReadOnlySpan<Contribution> contributions)
    {
        var late = false;
        double sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            late |= contributions[i].Factor != 1;
            sum += weights[i] * contributions[i].Factor;
        }

        for (var i = 0; late && i < weights.Length; i++)
            weights[i] *= contributions[i].Factor / sum;
        return weights;
    }
}
