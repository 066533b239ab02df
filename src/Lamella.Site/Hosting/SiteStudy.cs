using Lamella.Federation.Studies;

namespace Lamella.Site.Hosting;

/// <summary>A study that names the site.</summary>
/// <param name="Study">Hash of its protocol.</param>
/// <param name="Name">Its short name.</param>
/// <param name="Purpose">What it is for; this text is what is approved.</param>
/// <param name="ProposedBy">Who proposed it.</param>
/// <param name="Metrics">Figures about patients that it asks for beside weights.</param>
/// <param name="Protocol">The protocol's canonical JSON.</param>
/// <param name="Status">How it stands.</param>
/// <param name="WhyNot">Why the site does not work for it, in words; null when it does.</param>
/// <param name="Against">What the hospital's policy has against it, in words; null for nothing.</param>
/// <param name="Expires">When the approval ends; null when it does not, or there is none.</param>
/// <param name="Purged">When its data were purged here; null when they were not.</param>
public sealed record SiteStudy(
    string Study, string Name, string Purpose, string ProposedBy, IReadOnlyList<string> Metrics, string Protocol, StudyStatus Status, string? WhyNot, string? Against, DateTimeOffset? Expires, DateTimeOffset? Purged);
