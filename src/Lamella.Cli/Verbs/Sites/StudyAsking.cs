using System.Globalization;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Administration;
using Lamella.Site.Hosting;
using static Lamella.Cli.Verbs.Sites.Numbers;

namespace Lamella.Cli.Verbs.Sites;

/// <summary>What a study asks of a hospital, in plain words: what somebody reads before signing.</summary>
internal static class StudyAsking
{
    /// <summary>Writes it.</summary>
    /// <param name="status">The site.</param>
    /// <param name="asked">The study.</param>
    /// <param name="protocol">Its protocol.</param>
    /// <param name="answer">The approval that would be signed.</param>
    /// <param name="output">Where to.</param>
    public static void Write(SiteStatus status, SiteStudy asked, StudyProtocol protocol, StudyAnswer answer, TextWriter output)
    {
        var runs = protocol.Strategies.Length * protocol.Seeds.Length;
        var rounds = protocol.Strategies.Max(s => RunLength.RoundsOfSite(protocol, s));
        var others = protocol.Sites.Select(s => s.Id.Value).Where(s => s != status.Site).Order(StringComparer.Ordinal).ToList();
        output.WriteLine($"Study {asked.Name} ({asked.Study[..12]}), proposed by {EventWords.Plain(asked.ProposedBy)}");
        Line("for", EventWords.Plain(asked.Purpose));
        Line("with", others.Count == 0 ? "no other hospital" : string.Join(", ", others));
        Line("data", $"cohort '{answer.Cohort}', {Patients(answer)} to train with; slides, tables and ids stay here, and the worker sees this cohort's files alone");
        Line("leaves", $"after each round an update of {Counted(UpdateLayout.Parameters(protocol), "number")}, and how many patients it rests on; {Counted(runs, "run")} of {Counted(rounds, "round")}, {Megabytes(RunLength.BytesOfSite(protocol))} in all");
        Line("", answer.Metrics.IsEmpty ? "beside it no figure about patients" : $"beside it {string.Join(", ", answer.Metrics)}; a figure rests on at least {Counted(protocol.Reporting.MinimumCell, "patient")} of each class");
        Line("sees it", Disclosure.OfOwnUpdate);
        Line("until", answer.Expires is { } end ? $"{DateTimeOffset.FromUnixTimeMilliseconds(end).AddDays(-1):yyyy-MM-dd}" : "it is revoked");

        void Line(string what, string words) => output.WriteLine($"  {what,-8}  {words}");
    }

    private static string Patients(StudyAnswer answer) =>
        answer.Patients == answer.MostSamples ? Counted(answer.MostSamples, "patient") : $"{Number(answer.Patients)} to {Number(answer.MostSamples)} patients, by seed,";

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0.1, bytes / 1e6):N1} MB");
}
