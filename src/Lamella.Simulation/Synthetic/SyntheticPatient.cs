using System.Globalization;
using Lamella.Federation.Randomness;

namespace Lamella.Simulation.Synthetic;

/// <summary>
/// A generated patient. A hidden burden z ~ N(case mix, 1) decides the share of lesion in the tissue, .05 + .6 / (1 + exp(-1.4 z)), and the outcome: response is
/// yes when z is below 0, contradicted at the rate of the label noise. Age, Ki-67 and nodal status hang weakly on z.
/// </summary>
internal sealed record SyntheticPatient(string Id, double Age, double? Ki67, bool NodePositive, bool Response, double LesionShare, string Slide)
{
    public static SyntheticPatient Draw(SyntheticOptions options, HospitalProfile hospital, int number)
    {
        var stream = new RandomStream(options.Seed, hospital.Id, Purposes.Synthetic, (ulong)number);
        var burden = hospital.CaseMix + stream.NextGaussian();
        var share = 0.05 + (0.6 * Logistic(1.4 * burden));
        var age = Math.Clamp(54 + (2.0 * burden) + (11 * stream.NextGaussian()), 25, 90);
        var ki67 = Math.Clamp(30 + (5.0 * burden) + (14 * stream.NextGaussian()), 1, 95);
        var known = stream.NextDouble() >= 0.05;
        var node = stream.NextDouble() < Logistic((0.4 * burden) - 0.3);
        var response = burden < 0 != stream.NextDouble() < options.LabelNoise;
        var id = string.Format(CultureInfo.InvariantCulture, hospital.Table.IdFormat, number + 1);
        var slide = string.Format(CultureInfo.InvariantCulture, hospital.Table.SlideFormat, id);
        return new SyntheticPatient(id, Math.Round(age, 1), known ? Math.Round(ki67, 1) : null, node, response, share, slide);
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
