namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>The paper as data; page and JSON document are both made from it, so that they say the same.</summary>
/// <param name="Schema">Version of the form.</param>
/// <param name="Notice">What the paper is not.</param>
/// <param name="Study">Which study.</param>
/// <param name="CoordinatorSees">What the coordinator can see of one hospital, in a sentence.</param>
/// <param name="Data">Categories of data.</param>
/// <param name="People">Categories of people they are about.</param>
/// <param name="Messages">Every kind of message that leaves a hospital.</param>
/// <param name="Statements">Every kind of signed statement, which is what a message of the kind statement holds.</param>
/// <param name="Volume">How much of it.</param>
/// <param name="Sites">Who takes part.</param>
/// <param name="Protections">What protects the data, and whether it is on.</param>
/// <param name="Retention">What is kept where, and how long.</param>
/// <param name="Risks">What is left.</param>
/// <param name="Articles">What the law's articles ask for, and where it stands here.</param>
/// <param name="Hospital">A hospital's own terms; null in a paper for everybody.</param>
internal sealed record StudyDossier(
    int Schema, string Notice, DossierStudy Study, string CoordinatorSees, IReadOnlyList<DossierData> Data, IReadOnlyList<DossierLine> People, IReadOnlyList<DossierMessage> Messages,
    IReadOnlyList<DossierMessage> Statements, DossierVolume Volume, IReadOnlyList<DossierSite> Sites, IReadOnlyList<DossierProtection> Protections,
    IReadOnlyList<DossierRetention> Retention, IReadOnlyList<DossierLine> Risks, IReadOnlyList<DossierArticle> Articles, DossierTerms? Hospital)
{
    /// <summary>The version of the form that this program writes.</summary>
    public const int CurrentSchema = 1;
}

/// <summary>Which study a paper is about.</summary>
internal sealed record DossierStudy(string Name, string Title, string Sha256, string Purpose, string Question, string ProposedBy, string Standing, string Written);

/// <summary>A name, and the words for it.</summary>
internal sealed record DossierLine(string Name, string Words);

/// <summary>A category of data: what it is, what for, and where it stays.</summary>
internal sealed record DossierData(string Name, string Meaning, string Use, string Place);

/// <summary>A kind of message or statement. <paramref name="MostBytes"/> is its bound in bytes.</summary>
internal sealed record DossierMessage(string Name, string WhatFor, long MostBytes, string Recipient, string Retention, IReadOnlyList<DossierField> Fields);

/// <summary>A field of a message, and how it is in this study: always, asked, not asked, or not let out.</summary>
internal sealed record DossierField(string Name, string Words, string InThisStudy);

/// <summary>How much one training hospital sends and fetches at most, bytes.</summary>
internal sealed record DossierVolume(long Parameters, long LongestUpdate, long Updates, long BytesUp, long BytesDown);

/// <summary>A hospital of the study.</summary>
internal sealed record DossierSite(string Id, string Name, string Role);

/// <summary>A protection; its state is on, off, none (the program has no such thing) or hospital (each decides for itself).</summary>
internal sealed record DossierProtection(string Name, string State, string Words);

/// <summary>What is kept where, and how long.</summary>
internal sealed record DossierRetention(string What, string Where, string Limit);

/// <summary>What an article asks for, the sections that speak of it, and what the hospital has to add.</summary>
internal sealed record DossierArticle(string Article, string Asks, IReadOnlyList<string> Sections, string ToAdd);

/// <summary>A hospital's own terms.</summary>
internal sealed record DossierTerms(string Site, string Coordinator, string Cohort, string Stand, string Worker, IReadOnlyList<DossierLine> Policy);
