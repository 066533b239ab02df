using Lamella.Pathology.Quality;

namespace Lamella.Cli.Verbs;

/// <summary>Exit code of verbs over many slides: 0 every slide has its verdict (refused ones too), 4 some could not be reached or read by this user and should be tried again.</summary>
internal static class SlideExit
{
    public const int TryAgain = 4;

    public static int Of(IEnumerable<Finding> findings) => findings.Any(finding => finding.Code is FindingCodes.Unreachable or FindingCodes.NotPermitted) ? TryAgain : 0;
}
