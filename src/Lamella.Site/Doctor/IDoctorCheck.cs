namespace Lamella.Site.Doctor;

/// <summary>One thing that a site needs, looked at.</summary>
public interface IDoctorCheck
{
    /// <summary>Its name, for people and programs.</summary>
    string Name { get; }

    /// <summary>Name of the check without which this one says nothing; null: none.</summary>
    string? After { get; }

    /// <summary>Looks.</summary>
    /// <exception cref="Lamella.Federation.LamellaException">What was found, where it has a code.</exception>
    Task<DoctorFinding> LookAsync(CancellationToken cancellation);
}
