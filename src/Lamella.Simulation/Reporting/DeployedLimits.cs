using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting;

/// <summary>What a reader must not conclude from a deployed study.</summary>
internal static class DeployedLimits
{
    public static IEnumerable<string> Of(ReportView view)
    {
        var protocol = view.Protocol;
        if (protocol.Reporting.PermuteOutcome)
            yield return "This is a negative control: outcomes were shuffled before training, so every value should lie near chance.";
        yield return "Every figure is a hospital\u2019s own word about its own patients, signed by it. Nobody else has seen those patients, so nobody else has checked it.";
        yield return $"{char.ToUpperInvariant(Disclosure.OfEachUpdate[0])}{Disclosure.OfEachUpdate[1..].Replace('\'', '\u2019')}.";
        yield return "Hospitals differ in their patients: a higher value at one hospital does not mean that the model serves it better. Only differences within a hospital compare like with like.";
        yield return "There is no value on all patients together, and no interval of means and differences: both would need the patients\u2019 predictions in one place.";
        yield return "There is no ensemble of the hospitals\u2019 models and no model on pooled data to compare with: own models stay at home.";
        if (!protocol.Sites.Any(s => s.Role == SiteRole.External))
            yield return "Every hospital tested on also trained. How the model does at a hospital it has never seen is not measured.";
        if (protocol.Seeds.Length == 1)
            yield return "One seed was run. How much the result hangs on the starting weights and the order of batches is not measured.";
        if (protocol.Strategies.Length > 1 && view.Main is not null)
            yield return $"{protocol.Strategies.Length} strategies were compared. The answer above is about {view.Main}, the first in the protocol, which was fixed beforehand; to pick a winner after seeing the results would flatter it.";
        yield return "This is research. The model is not a medical device and no decision about a patient should rest on it.";
    }
}
