using System.Xml.Linq;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Bytes that would have crossed the wire.</summary>
internal static class TrafficSection
{
    public static XElement Build(ReportView view)
    {
        var traffic = view.Model.Traffic;
        return Section(
            "traffic",
            "What would have crossed the network",
            El("p", "In a simulation nothing leaves the computer. In a deployed study models and updates of models would have travelled as follows; slides, tiles, labels and identifiers would not."),
            traffic.IsEmpty ? El("p", "Nothing was counted.") : Table(
                "Bytes of one run, all hospitals together, mean over seeds.",
                ["Trained", "To hospitals", "From hospitals", "Together"],
                traffic.Select(t => (object?[])[view.ArmName(t.Arm, t.Strategy), Wording.Bytes(t.ToSites), Wording.Bytes(t.FromSites), Wording.Bytes(t.ToSites + t.FromSites)])));
    }
}
