using System.CommandLine;

namespace Lamella.Cli.Verbs;

/// <summary><c>slides build</c>: slides to try things out on.</summary>
internal static class SlidesVerb
{
    public static Command Create() => new("slides", "Build slides to try things out on.")
    {
        SlidesBuildVerb.Create(),
    };
}
