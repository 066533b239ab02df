namespace Lamella.Site.Doctor;

/// <summary>The slide library.</summary>
/// <param name="version">Its version; null: it is not on this machine.</param>
public sealed class SlideLibraryCheck(Func<Version?> version) : IDoctorCheck
{
    /// <inheritdoc />
    public string Name => "slides";

    /// <inheritdoc />
    public string? After => null;

    /// <inheritdoc />
    public Task<DoctorFinding> LookAsync(CancellationToken cancellation) => Task.FromResult(version() switch
    {
        null => new DoctorFinding(
            Name, DoctorVerdict.Warn, "The slide library OpenSlide is not on this machine.", "Needed where features are made of slides here: apt-get install libopenslide0. Training on features that are there needs it not.",
            Federation.ErrorCodes.SlideLibraryMissing),
        { Major: < 4 } old => new DoctorFinding(Name, DoctorVerdict.Pass, $"OpenSlide {old}; it reads no DICOM slides."),
        var found => new DoctorFinding(Name, DoctorVerdict.Pass, $"OpenSlide {found}."),
    });
}
