using Lamella.Federation;
using Lamella.Pathology.Quality;

namespace Lamella.Pathology.Slides;

/// <summary>A slide that cannot be used, as a finding: one slide's fault never stops the others.</summary>
/// <param name="code">Stable code of the fault.</param>
/// <param name="finding">What its verdict will rest on; one of <see cref="FindingCodes"/>.</param>
/// <param name="message">What is wrong, in words that name no file.</param>
/// <param name="remedy">What to do.</param>
/// <param name="inner">The cause.</param>
public sealed class SlideException(string code, string finding, string message, string remedy, Exception? inner = null)
    : LamellaException(code, message, remedy, inner)
{
    /// <summary>The finding.</summary>
    public Finding Finding { get; } = new(finding, Verdict.Refused, $"{message} {remedy}");

    internal static SlideException Unreadable(string why, Exception? inner = null, string remedy = "Export it again from the scanner, or leave it out.") =>
        new(ErrorCodes.SlideUnreadable, FindingCodes.Unreadable, $"The file is not a slide that can be read: {why}.", remedy, inner);

    internal static SlideException Damaged(string why, Exception? inner = null, string remedy = "Copy it again from where it was scanned; if it stays so, scan it again.") =>
        new(ErrorCodes.SlideUnreadable, FindingCodes.Damaged, $"The slide is damaged: {why}.", remedy, inner);

    internal static SlideException Unsupported(string what, string remedy) =>
        new(ErrorCodes.SlideFormatUnsupported, FindingCodes.FormatUnsupported, what, remedy);

    internal static SlideException NotPermitted(Exception? inner = null) =>
        new(ErrorCodes.SlideUnreachable, FindingCodes.NotPermitted, "This user may not read the file.", "Give the user that runs Lamella the right to read it.", inner);

    internal static SlideException Unreachable(string why, Exception? inner = null) =>
        new(ErrorCodes.SlideUnreachable, FindingCodes.Unreachable, $"The file could not be reached: {why}.", "Check the share and run the command again; nothing is said about the slide itself.", inner);
}
