namespace Lamella.Site.Administration;

/// <summary>What a hospital answers.</summary>
public enum StudyAnswerKind
{
    /// <summary>The site takes part.</summary>
    Approve,

    /// <summary>The site does not take part.</summary>
    Refuse,

    /// <summary>The site takes part no longer; work stops at once.</summary>
    Revoke,
}
