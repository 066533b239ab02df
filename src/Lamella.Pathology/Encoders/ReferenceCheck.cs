using System.Globalization;
using Lamella.Federation;

namespace Lamella.Pathology.Encoders;

/// <summary>
/// Whether two hospitals' encoders say the same of the same tile. The hash of a file shows that the weights are the same; this shows that what stands
/// around them is too: scaling, order of channels, runtime, device.
/// </summary>
public static class ReferenceCheck
{
    /// <summary>
    /// Largest relative distance that passes, 1e-3: float runtimes round differently (threads and batch changed nothing in SqueezeNet, another library 3e-7
    /// in all), while another scaling (.96) or order of channels (.23) changes features by far more.
    /// </summary>
    public const double DefaultTolerance = 1e-3;

    /// <summary>Features of <see cref="ReferenceTile"/> at the encoder's own side.</summary>
    /// <returns>d numbers.</returns>
    public static float[] Features(ITileEncoder encoder)
    {
        var features = new float[encoder.Dimension];
        encoder.Encode(ReferenceTile.Pixels(encoder.InputSize), features);
        return features;
    }

    /// <summary>Length (L2) of the difference over the length of what is expected; 0 when both are all zeros. Not finite where one side is not.</summary>
    public static double Distance(IReadOnlyList<float> actual, IReadOnlyList<float> expected)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(actual.Count, expected.Count);
        double difference = 0, length = 0;
        for (var i = 0; i < actual.Count; i++)
        {
            difference += ((double)actual[i] - expected[i]) * ((double)actual[i] - expected[i]);
            length += (double)expected[i] * expected[i];
        }

        return difference == 0 ? 0 : Math.Sqrt(difference / length);
    }

    /// <summary>Passes when the encoder's features of the reference tile are those that are expected.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="expected">d numbers, made elsewhere with <see cref="Features"/>.</param>
    /// <param name="tolerance">Largest relative distance, see <see cref="DefaultTolerance"/>.</param>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.ReferenceDiffers"/>: other features, or another count of them.</exception>
    public static void Require(ITileEncoder encoder, IReadOnlyList<float> expected, double tolerance = DefaultTolerance)
    {
        if (expected.Count != encoder.Dimension)
            throw Differs($"gives {encoder.Dimension} features of the reference tile; {expected.Count} are expected");
        var distance = Distance(Features(encoder), expected);
        if (!(distance <= tolerance))
            throw Differs(string.Create(CultureInfo.InvariantCulture, $"differs on the reference tile by {distance:G3} of the expected features' length; at most {tolerance:G3} passes"));

        LamellaException Differs(string how) => new(
            ErrorCodes.ReferenceDiffers,
            $"the encoder {encoder.Contract.EncoderSha256} {how}.",
            "Compare scaling (--scaling), order of channels, tile size and encoder file with the site that made the expected features.");
    }
}
