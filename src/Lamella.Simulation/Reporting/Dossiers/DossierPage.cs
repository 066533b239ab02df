using System.Globalization;
using System.Xml.Linq;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>The dossier as a page: one file, no scripts, nothing from elsewhere, for A4.</summary>
internal static class DossierPage
{
    private static readonly Dictionary<string, string> States = new(StringComparer.Ordinal) { ["on"] = "on", ["off"] = "off", ["none"] = "not there", ["hospital"] = "by hospital" };

    private static readonly (string Id, string Title)[] Contents =
    [
        ("study", "Study and purpose"), ("coordinator", "What the coordinator sees"), ("data", "Data and people"), ("messages", "What leaves a hospital"),
        ("statements", "What a hospital signs"), ("volume", "How much"), ("sites", "Who takes part"), ("protections", "Protections"), ("retention", "How long it is kept"),
        ("risks", "Risks that are left"), ("hospital", "This hospital's terms"), ("articles", "Articles 30 and 35"), ("opinion", "Opinion and signature"),
    ];

    /// <summary>The page.</summary>
    public static XElement Of(StudyDossier dossier) => El(
        "html",
        At("lang", "en"),
        Head($"Data protection dossier: {dossier.Study.Title}", DossierStyle.Css),
        El(
            "body",
            Header(dossier),
            El("nav", At("aria-label", "Contents"), Contents.Where(c => c.Id != "hospital" || dossier.Hospital is not null).Select(c => El("a", At("href", "#" + c.Id), c.Title))),
            El(
                "main",
                Study(dossier.Study),
                Part("coordinator", El("p", Class("seen"), dossier.CoordinatorSees)),
                Data(dossier),
                Part("messages", El("p", "Nothing else leaves. A message that is longer than its bound is not sent. Each is in the hospital\u2019s log before it goes."), Messages(dossier.Messages)),
                Statements(dossier.Statements),
                Volume(dossier.Volume),
                Part("sites", Table("Hospitals that the protocol names.", ["Site", "Name", "Part"], dossier.Sites.Select(s => (object?[])[s.Id, s.Name.Length > 0 ? s.Name : "\u2013", s.Role]))),
                Part("protections", Table("Whether each is on in this study.", ["Protection", "State", "What it is"], dossier.Protections.Select(p => (object?[])[p.Name, Badge(p.State), p.Words]))),
                Part("retention", Table("What is kept where.", ["What", "Where", "How long"], dossier.Retention.Select(r => (object?[])[r.What, r.Where, r.Limit]))),
                Part("risks", El("dl", Class("risks"), dossier.Risks.Select(r => El("div", El("dt", r.Name), El("dd", r.Words))))),
                dossier.Hospital is { } hospital ? Hospital(hospital) : null,
                Articles(dossier),
                Opinion()),
            El("footer", El("p", $"Lamella data protection dossier, {dossier.Study.Name}, {dossier.Study.Written}. Not legal advice."))));

    private static XElement Header(StudyDossier dossier) => El(
        "header",
        El("p", Class("kicker"), $"Data protection dossier \u00B7 {dossier.Hospital?.Site ?? dossier.Study.Name}"),
        El("h1", dossier.Study.Title),
        El("p", Class("byline"), $"{dossier.Study.Standing} \u00B7 {dossier.Study.Written}"),
        El("p", Class("notice"), dossier.Notice));

    private static XElement Study(DossierStudy study) => Part(
        "study",
        Facts("What is asked, and by whom.", [
            ("Purpose", study.Purpose), ("Question", study.Question.Length > 0 ? study.Question : "\u2013"), ("Proposed by", study.ProposedBy), ("How it stands", study.Standing),
            ("Short name", study.Name), ("Protocol (SHA-256)", study.Sha256)]),
        El("p", Class("small"), "The hash names the protocol: what is approved is this text and no other. A protocol holds no code."));

    private static XElement Data(StudyDossier dossier) => Part(
        "data",
        Table("Categories of data that are read at a hospital.", ["Data", "What it is", "What for", "Where it stays"], dossier.Data.Select(d => (object?[])[d.Name, d.Meaning, d.Use, d.Place])),
        Table("Categories of people.", ["People", "What of them"], dossier.People.Select(p => (object?[])[p.Name, p.Words])));

    private static XElement Messages(IEnumerable<DossierMessage> messages) => Wide(Table(
        "Every kind of message, and every field of it.",
        ["Kind", "What for, and what is in it", "At most", "To whom", "Kept"],
        messages.Select(m => (object?[])[m.Name, Said(m, m.Fields), El("td", Class("figure"), Bytes(m.MostBytes)), m.Recipient, m.Retention])));

    /// <summary>What all statements have in common is said once.</summary>
    private static XElement Statements(IReadOnlyList<DossierMessage> statements)
    {
        var (first, common) = (statements[0], statements.Skip(1).Aggregate(statements[0].Fields.AsEnumerable(), (all, s) => all.Where(s.Fields.Contains)).ToList());
        return Part(
            "statements",
            El("p", $"A message of the kind statement holds one of these, signed with the site\u2019s key. Each goes to {first.Recipient}; it is kept {first.Retention}, and has {Bytes(first.MostBytes)} at most."),
            Wide(Table(
                "Every kind of statement, and every field of it.",
                ["Kind", "What for, and what is in it"],
                [
                    ["all of them", El("td", Fields(common))],
                    .. statements.Select(s => (object?[])[s.Name, Said(s, s.Fields.Where(f => !common.Contains(f)))]),
                ])));
    }

    private static XElement Said(DossierMessage message, IEnumerable<DossierField> fields) => El("td", message.WhatFor, Fields(fields));

    private static XElement Fields(IEnumerable<DossierField> fields) => El("ul", Class("fields"), fields.Select(Field));

    private static XElement Wide(XElement table)
    {
        table.SetAttributeValue("class", "table wide");
        return table;
    }

    private static XElement Field(DossierField field) => El(
        "li", El("code", field.Name), $" {field.Words}", field.InThisStudy == FieldUse.Always ? null : El("span", Class("use"), $" \u2013 {field.InThisStudy}"));

    private static XElement Volume(DossierVolume volume) => Part(
        "volume",
        Facts("What one hospital that trains sends and fetches at most.", [
            ("Numbers of the model that travels", Number(volume.Parameters)), ("Longest update", Bytes(volume.LongestUpdate)), ("Updates", Number(volume.Updates)),
            ("Sent in all", Bytes(volume.BytesUp)), ("Fetched in all", Bytes(volume.BytesDown))]));

    private static XElement Hospital(DossierTerms hospital) => Part(
        "hospital",
        Facts($"Terms of {hospital.Site}; they are in no other hospital's paper.", [
            ("Coordinator", hospital.Coordinator), ("Cohort", hospital.Cohort), ("How it stands", hospital.Stand), ("Worker", hospital.Worker)]),
        Table("What the hospital's policy allows; what it does not name is not allowed.", ["Key", "Value"], hospital.Policy.Select(p => (object?[])[p.Name, p.Words])));

    private static XElement Articles(StudyDossier dossier) => Part(
        "articles",
        El("p", "Where this paper has something to say, and what the controller has to add."),
        Table(
            "General Data Protection Regulation, Articles 30 and 35.",
            ["Article", "Asks for", "Here", "To be added"],
            dossier.Articles.Select(a => (object?[])[a.Article, a.Asks, Links(dossier, a), a.ToAdd.Length > 0 ? a.ToAdd : "\u2013"])));

    private static XElement Links(StudyDossier dossier, DossierArticle article) => El(
        "td",
        article.Sections.Where(s => s != "hospital" || dossier.Hospital is not null)
            .SelectMany((s, i) => new object?[] { i > 0 ? ", " : null, El("a", At("href", "#" + s), TitleOf(s)) }));

    private static XElement Opinion() => Part(
        "opinion",
        El("div", Class("blank"), "Opinion, conditions, and what was added under Articles 30 and 35"),
        El("div", Class("sign"), El("div", "Data protection officer: name"), El("div", "Date and signature"), El("div", "For the hospital: name and role"), El("div", "Date and signature")));

    private static XElement Part(string id, params object?[] content) => Section(id, TitleOf(id), content);

    private static string TitleOf(string id) => Contents.Single(c => c.Id == id).Title;

    private static XElement Facts(string caption, IEnumerable<(string Name, string Value)> facts)
    {
        var table = Table(caption, ["", ""], facts.Select(f => (object?[])[f.Name, f.Value]));
        table.Descendants("thead").Remove();
        table.SetAttributeValue("class", "table facts");
        return table;
    }

    private static XElement Badge(string state) => El("span", Class($"badge {state}"), States[state]);

    private static string Bytes(long bytes) => Wording.Bytes(bytes);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
