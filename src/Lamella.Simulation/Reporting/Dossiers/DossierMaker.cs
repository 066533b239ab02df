using System.Globalization;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>Puts the paper together from protocol, declared messages and policy.</summary>
internal static class DossierMaker
{
    private const string Notice =
        "This paper describes what the program does with a study, as input for a record of processing (GDPR Art. 30) and an impact assessment (Art. 35). It is not legal advice, and whether the processing is lawful it does not say.";

    /// <summary>The paper.</summary>
    public static StudyDossier Make(DossierSubject subject)
    {
        var protocol = subject.Protocol;
        var volume = StudyVolume.Of(protocol);
        return new StudyDossier(
            StudyDossier.CurrentSchema,
            Notice,
            new DossierStudy(
                protocol.Study, protocol.Title, ProtocolEncoding.Hash(protocol), Or(subject.Purpose, "not stated yet: it is given when the study is proposed, and approved with it"), protocol.Question,
                Or(subject.ProposedBy, "nobody yet"), subject.Standing, subject.Written.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            RiskWords.CoordinatorSees,
            DataWords.Of(protocol),
            DataWords.People,
            MessageWords.Of(volume),
            StatementWords.Of(subject),
            new DossierVolume(volume.Parameters, volume.LongestUpdate, volume.Updates, volume.Up, volume.Down),
            [.. protocol.Sites.OrderBy(s => s.Id).Select(s => new DossierSite(s.Id.Value, s.Name, s.Role == SiteRole.Train ? "trains, and is tested on" : "is only tested on"))],
            ProtectionWords.Of(subject),
            RetentionWords.Of(subject.Hospital),
            RiskWords.Of(protocol),
            ArticleWords.All,
            subject.Hospital is { } hospital ? Terms(hospital) : null);
    }

    private static DossierTerms Terms(DossierHospital hospital) => new(
        hospital.Site.Value,
        hospital.Coordinator,
        hospital.Cohort ?? "none: the study was not approved with one",
        hospital.Against is { } against ? $"its policy is against the study: {against}" : hospital.WhyNot is { } why ? $"this hospital {why}" : "this hospital takes part",
        hospital.Worker,
        PolicyTerms.Of(hospital.Policy));

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
