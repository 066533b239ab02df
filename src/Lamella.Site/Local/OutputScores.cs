using Lamella.Federation.Studies;

namespace Lamella.Site.Local;

/// <summary>From raw outputs to the scores that are reported.</summary>
public static class OutputScores
{
    /// <summary>Binary: probability. Multiclass: softmax. Survival and regression: as they are.</summary>
    /// <param name="task">The task.</param>
    /// <param name="outputs">Raw outputs [n, task.Outputs], changed in place.</param>
    public static float[] Of(TaskSpec task, float[] outputs)
    {
        switch (task)
        {
            case BinaryTask:
                foreach (ref var value in outputs.AsSpan())
                    value = (float)(1.0 / (1.0 + Math.Exp(-value)));
                break;
            case MulticlassTask:
                for (var row = 0; row < outputs.Length; row += task.Outputs)
                    Softmax(outputs.AsSpan(row, task.Outputs));
                break;
        }

        return outputs;
    }

    private static void Softmax(Span<float> row)
    {
        var greatest = double.NegativeInfinity;
        foreach (var value in row)
            greatest = Math.Max(greatest, value);
        double sum = 0;
        foreach (var value in row)
            sum += Math.Exp(value - greatest);
        foreach (ref var value in row)
            value = (float)(Math.Exp(value - greatest) / sum);
    }
}
