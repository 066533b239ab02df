namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>What a record of processing (GDPR Art. 30) and an impact assessment (Art. 35) ask for, and where this paper has something to say to it.</summary>
internal static class ArticleWords
{
    /// <summary>The points of both articles.</summary>
    public static IReadOnlyList<DossierArticle> All { get; } =
    [
        new("30(1)(a)", "controller, representative, data protection officer", ["sites"], "names and contacts; who is controller, joint controller or processor"),
        new("30(1)(b)", "purposes", ["study"], "the legal basis"),
        new("30(1)(c)", "categories of people and of data", ["data"], ""),
        new("30(1)(d)", "categories of recipients", ["messages", "statements", "sites"], "who runs the coordinator, and under which contract"),
        new("30(1)(e)", "transfers to third countries", ["sites"], "in which countries coordinator and sites are"),
        new("30(1)(f)", "time limits for erasure", ["retention"], "limits for what is not limited by the program"),
        new("30(1)(g)", "technical and organisational measures", ["protections"], "those of the hospital around the program"),
        new("35(7)(a)", "description of the processing and its purposes", ["study", "data", "messages", "statements", "volume"], ""),
        new("35(7)(b)", "necessity and proportionality", ["data", "volume"], "why these data, and why not fewer"),
        new("35(7)(c)", "risks to rights and freedoms", ["coordinator", "risks"], "how likely and how severe they are for these patients"),
        new("35(7)(d)", "measures against them", ["protections", "hospital"], "what is decided about the risks that are left"),
    ];
}
