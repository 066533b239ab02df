using System.Globalization;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>What protects a study's data, and whether it is on.</summary>
internal static class ProtectionWords
{
    private const string On = "on", Off = "off", None = "none", ByHospital = "hospital";

    /// <summary>All of them, those that are missing included.</summary>
    public static IReadOnlyList<DossierProtection> Of(DossierSubject subject)
    {
        var protocol = subject.Protocol;
        var cell = protocol.Reporting.MinimumCell;
        return
        [
            new("Data stay", On, "Slides, tables, labels and ids are read at the hospital and are in no message."),
            new("Closed list of messages", On, "One place in the program lets messages out: of declared kinds, within their bounds, written to the hospital's log before they go."),
            new("Consent of the hospital", On, "Nothing is done before a person at the hospital approves this protocol; a withdrawal counts at once."),
            new("The hospital's policy", On, "Rules of the hospital that no coordinator and no single person overrules."),
            new("Encrypted line", On, "TLS 1.3 with a certificate at either end; the site listens on no port."),
            new("Signed record", On, "Everything that happens stands in a ledger of signed entries, of which each hospital keeps and checks a copy."),
            new("Confined training", subject.Hospital is null ? ByHospital : subject.Hospital.IsConfined ? On : Off,
                subject.Hospital?.Worker ?? "Where the hospital's machine has bubblewrap, training runs without a network and without sight of keys; its status says whether."),
            new("Smallest cell", cell > 1 ? On : Off, cell > 1 ? $"A figure rests on at least {Number(cell)} patients of a class, or is not told." : "The protocol withholds no figure over few patients."),
            new("Two people approve", subject.Hospital is null ? ByHospital : subject.Hospital.Policy.Persons > 1 ? On : Off, "Whether a second person of the hospital must approve; its policy says so."),
            new("Purging", subject.Hospital is null ? ByHospital : subject.Hospital.Policy.Retention is null ? Off : On, "Whether the site deletes by itself what a study has left, some days after its end; a person can at any time after it."),
            new("Layers that stay", protocol.Training.KeepLocal.IsEmpty ? Off : On, protocol.Training.KeepLocal.IsEmpty ? "All layers of the model travel." : $"These stay at the hospital: {string.Join(", ", protocol.Training.KeepLocal)}."),
            new("Robust averaging", protocol.Aggregation is null ? Off : On, protocol.Aggregation switch
            {
                null => "A weighted mean, or the strategy's own rule: an update that is poisoned and plausible counts.",
                MedianSpec => "The median of each weight.",
                TrimmedMeanSpec t => $"The largest and smallest {Number(t.Trim * 100)} % of each weight do not count.",
                KrumSpec => "Krum: the updates nearest to the others count.",
                _ => "Updates are cut to a largest norm.",
            }),
            new("Secure aggregation", None, "The program has none: the coordinator reads each hospital's update alone."),
            new("Differential privacy", None, "The program has none: nothing is added to updates or models that would hide a single patient."),
            new("Encryption at rest", None, "The program has none: folders are for their owner's account, disks are for the operating system to encrypt."),
        ];
    }

    private static string Number(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);
}
