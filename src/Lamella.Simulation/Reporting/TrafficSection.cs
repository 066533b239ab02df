using System.Xml.Linq;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Bytes that crossed the wire, or would have.</summary>
internal static class TrafficSection
{
    public static XElement Build(ReportView view)
    {
        if (view.Deployment is not null)
        {
            return Section(
                "traffic",
                "What crossed the network",
                El("p", "Models and updates of models travelled as follows, by what hospitals signed about their updates. Figures over patients stand in the ledger. Slides, tiles, labels and identifiers did not travel."),
                Bytes(view));
        }

        return Section(
            "traffic",
            "What would have crossed the network",
            El("p", "In a simulation nothing leaves the computer. In a deployed study models and updates of models would have travelled as follows; slides, tiles, labels and identifiers would not."),
            Bytes(view));
    }

    private static XElement Bytes(ReportView view) =>
        view.Model.Traffic.IsEmpty ? El("p", "Nothing was counted.") : Table(
            "Bytes of one run, all hospitals together, mean over seeds.",
            ["Trained", "To hospitals", "From hospitals", "Together"],
            view.Model.Traffic.Select(t => (object?[])[view.ArmName(t.Arm, t.Strategy), Wording.Bytes(t.ToSites), Wording.Bytes(t.FromSites), Wording.Bytes(t.ToSites + t.FromSites)]));
}
