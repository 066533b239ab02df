namespace Lamella.Site.Doctor;

/// <summary>What a check comes to.</summary>
public enum DoctorVerdict
{
    /// <summary>It is as it must be.</summary>
    Pass,

    /// <summary>The site works, and not as it should.</summary>
    Warn,

    /// <summary>The site does not work.</summary>
    Fail,

    /// <summary>It could not be tried, for want of something before it.</summary>
    NotTried,
}
