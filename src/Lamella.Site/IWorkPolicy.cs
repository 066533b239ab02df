using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Site;

/// <summary>What the hospital's policy says of work that its people have approved.</summary>
public interface IWorkPolicy
{
    /// <summary>Whether the hospital has done with a study for good: nothing is begun for it any more, whatever the ledger asks.</summary>
    bool IsOver(StudyState study);

    /// <summary>Whether work for a run of a study may begin now.</summary>
    bool MayBegin(StudyState study, RunId run);

    /// <summary>Whether the model of a run may begin to be scored now.</summary>
    bool MayScore(StudyState study, RunId run);

    /// <summary>Another number with each change of the policy.</summary>
    int Edition { get; }

    /// <summary>Why an update may not leave, in words; null when it may.</summary>
    /// <param name="study">The study.</param>
    /// <param name="round">The round; 0: a preparation round.</param>
    /// <param name="update">What is said of it.</param>
    string? WhyNot(StudyState study, int round, UpdateMade update);

    /// <summary>Why a statement may not leave, in words; null when it may. Answers of the hospital always may.</summary>
    /// <param name="study">The study it is about.</param>
    /// <param name="statement">The statement.</param>
    string? WhyNot(StudyState study, SiteStatement statement);
}
