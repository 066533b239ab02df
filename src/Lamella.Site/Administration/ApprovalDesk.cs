using System.Text.Json;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Policy;
using Lamella.Site.Purging;
using Lamella.Storage;

namespace Lamella.Site.Administration;

/// <summary>
/// Where people answer studies: holds an approval against the policy, waits for a second person where the policy asks for two, binds the cohort, and writes down
/// who answered and with which account of this machine. One at a time.
/// </summary>
/// <param name="folder">The site's folder.</param>
/// <param name="policies">What the hospital allows.</param>
/// <param name="time">The site's clock.</param>
public sealed class ApprovalDesk(SiteFolder folder, SitePolicies policies, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Longest name or role, and longest reason, in letters.</summary>
    private const int MostName = 200, MostReason = 2000;

    private readonly StudyCohorts cohorts = new(folder);
    private readonly SitePurges purges = new(folder);

    /// <summary>Takes an answer to a study.</summary>
    /// <param name="agent">The site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="account">The account of this machine that it came from.</param>
    /// <returns>Whether it stands; false: a second person must approve, too.</returns>
    /// <exception cref="LamellaException">There is no such study, or the policy does not allow the approval.</exception>
    public bool Take(SiteAgent agent, StudyAnswer answer, string account)
    {
        RequireWords(answer);
        var study = agent.View.Studies.GetValueOrDefault(answer.Study)
            ?? throw new LamellaException(ErrorCodes.RequestRefused, $"No study {answer.Study} is known here.", "Look which there are: ./lamella site status FOLDER.");
        switch (answer.Kind)
        {
            case StudyAnswerKind.Approve:
                if (purges.Find(answer.Study) is { } purged)
                {
                    throw new LamellaException(
                        ErrorCodes.RequestRefused, $"The data of study {study.Protocol.Study} were purged here on {purged.Asked:yyyy-MM-dd}, so this hospital has done with it.",
                        "Whoever wants to go on proposes it as a new study.");
                }

                policies.Require(study, answer.By, account, answer.Metrics, answer.Patients);
                if (!HasEnough(study, answer, account, out var first))
                {
                    Note(answer, account, "approves, first of two");
                    return false;
                }

                // Where the data are is known before the first order can come. Both people stand in the ledger.
                var fingerprint = cohorts.Bind(answer.Study, answer.Cohort);
                var (by, role) = first is null ? (answer.By, answer.Role) : ($"{first.By}; {answer.By}", $"{first.Role}; {answer.Role}");
                agent.Approve(answer.Study, answer.Purpose, answer.Metrics, by, role, answer.Expires, answer.LeastSamples, answer.MostSamples, fingerprint);
                break;
            case StudyAnswerKind.Refuse:
                agent.Refuse(answer.Study, answer.By, answer.Reason);
                break;
            default:
                agent.Revoke(answer.Study, answer.By, answer.Reason);
                break;
        }

        Forget(answer.Study);
        Note(answer, account, answer.Kind.ToString());
        return true;
    }

    /// <summary>What stands in the ledger for good is there and fits: an answer that was not taken would be none.</summary>
    private static void RequireWords(StudyAnswer answer)
    {
        Require("name", answer.By, MostName);
        if (answer.Kind == StudyAnswerKind.Approve)
            Require("role", answer.Role, MostName);
        else
            Require("reason", answer.Reason, MostReason);

        static void Require(string what, string text, int most)
        {
            if (string.IsNullOrWhiteSpace(text) || text.Length > most)
                throw new LamellaException(ErrorCodes.UsageWrong, $"The {what} has {text.Length} letters; 1 to {most} are taken.", "It stands in the ledger: say it in a few words.");
        }
    }

    /// <summary>Whether enough people have approved the same with this one; the other of two, where the policy asks for two.</summary>
    private bool HasEnough(StudyState study, StudyAnswer answer, string account, out First? first)
    {
        first = null;
        if (policies.Read().Persons < 2)
            return true;
        var mine = new First(answer with { By = "", Role = "" }, answer.By, answer.Role, account, CohortFingerprint.Of(new SiteCohorts(folder.Cohorts).Require(answer.Cohort)));
        if (ReadFirst(study.Study) is { } before && Same(before.Answer, mine.Answer) && before.Fingerprint == mine.Fingerprint)
        {
            first = before;
            policies.Require(study, first.By, first.Account, answer.Metrics, answer.Patients);
            if (first.By != mine.By && first.Account != mine.Account)
                return true;
            throw new LamellaException(
                ErrorCodes.PolicyRefused, $"This hospital's policy asks for two people: '{first.By}' has approved with the account '{first.Account}'.",
                "Another person approves, with an account of their own.");
        }

        DurableFile.Replace(FirstFile(study.Study), stream => JsonSerializer.Serialize(stream, mine, Json));
        return false;
    }

    private First? ReadFirst(string study) =>
        File.Exists(FirstFile(study)) ? JsonSerializer.Deserialize<First>(File.ReadAllBytes(FirstFile(study)), Json) : null;

    private static bool Same(StudyAnswer one, StudyAnswer other) => JsonSerializer.Serialize(one, Json) == JsonSerializer.Serialize(other, Json);

    private void Forget(string study)
    {
        if (File.Exists(FirstFile(study)))
            File.Delete(FirstFile(study));
    }

    private string FirstFile(string study) => Path.Combine(folder.Studies, study + ".first");

    /// <summary>Kept at the hospital: the ledger has the name that was given, this has the account, too.</summary>
    private void Note(StudyAnswer answer, string account, string what)
    {
        DurableFile.MakeFolder(folder.Studies);
        using var file = new FileStream(folder.Answers, FileMode.Append, FileAccess.Write);
        DurableFile.Append(file, [.. JsonSerializer.SerializeToUtf8Bytes(new Noted(time.GetUtcNow(), answer.Study, what, answer.By, account, answer.Cohort, answer.Reason), Json), (byte)'\n']);
    }

    private sealed record First(StudyAnswer Answer, string By, string Role, string Account, string Fingerprint);

    private sealed record Noted(DateTimeOffset At, string Study, string What, string By, string Account, string Cohort, string Reason);
}
