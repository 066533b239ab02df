using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>Collects what is wrong with a site's tables, so that a data steward mends all of it in one go.</summary>
/// <param name="site">The site.</param>
internal sealed class CohortProblems(SiteId site)
{
    private readonly List<(string Code, string Text, string Remedy)> problems = [];

    /// <summary>Adds a problem; it names columns, lines and values, never a patient.</summary>
    public void Add(string code, string text, string remedy) => problems.Add((code, text, remedy));

    /// <summary>Adds what was thrown on the way.</summary>
    public void Add(LamellaException fault) => Add(fault.Code, fault.Fault, fault.Remedy);

    /// <summary>Throws one exception with all problems, under the code of the first.</summary>
    public void ThrowIfAny()
    {
        if (problems.Count == 0)
            return;
        var lines = problems.Count == 1 ? problems[0].Text : string.Join("\n", problems.Select(p => $"  {p.Code}: {p.Text}").Prepend($"{problems.Count} problems:"));
        throw new LamellaException(problems[0].Code, $"Site '{site}': {lines}", string.Join(" ", problems.Select(p => p.Remedy).Distinct()));
    }
}
