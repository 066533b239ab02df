using System.CommandLine;

namespace Lamella.Cli.Verbs;

/// <summary><c>slides inspect|scan|extract|report|cohort|build</c>: from whole-slide images to feature bags, inside the hospital.</summary>
internal static class SlidesVerb
{
    public static Command Create() => new("slides", "From whole-slide images to feature bags, inside the hospital; nothing leaves.")
    {
        SlidesInspectVerb.Create(),
        SlidesScanVerb.Create(),
        SlidesExtractVerb.Create(),
        SlidesReportVerb.Create(),
        SlidesCohortVerb.Create(),
        SlidesBuildVerb.Create(),
    };
}
