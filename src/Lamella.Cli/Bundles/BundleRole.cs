using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>Which of the two ends a bundle installs.</summary>
/// <param name="Name">As the command line says it.</param>
/// <param name="Project">The project that is published, and the name of its program.</param>
/// <param name="HasSlides">Whether the slide library goes with it, and what locks the worker in.</param>
/// <param name="Megabytes">Room that making it takes beside the sources, and again at most where the archive goes.</param>
internal sealed record BundleRole(string Name, string Project, bool HasSlides, int Megabytes)
{
    /// <summary>A hospital's end: everything.</summary>
    public static BundleRole Site { get; } = new("site", "Lamella.Cli", HasSlides: true, Megabytes: 1500);

    /// <summary>The coordinator: no tensor engine, no slide library.</summary>
    public static BundleRole Coordinator { get; } = new("coordinator", "Lamella.Hub", HasSlides: false, Megabytes: 400);

    /// <summary>Finds one by its name.</summary>
    /// <exception cref="LamellaException">There is none of that name.</exception>
    public static BundleRole Of(string name) => new[] { Site, Coordinator }.FirstOrDefault(r => r.Name == name)
        ?? throw new LamellaException(ErrorCodes.UsageWrong, $"'{name}' is no role.", "Say --role site or --role coordinator.");
}
