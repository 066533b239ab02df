using Lamella.Federation.Studies;

namespace Lamella.Pathology.Bags;

/// <summary>What a bag file says about itself, read without its features.</summary>
/// <param name="Path">The file.</param>
/// <param name="PatientId">The patient, or the file's name where it does not say.</param>
/// <param name="Layout">Who wrote it.</param>
/// <param name="Count">Rows n.</param>
/// <param name="Dimension">Features per row d.</param>
/// <param name="Contract">What the features are; null when neither the file nor the reader says.</param>
/// <param name="HasCoordinates">Whether rows can be placed on the slide in level-0 pixels.</param>
/// <param name="HasTileLabels">Whether rows carry a truth.</param>
/// <param name="SourceSha256">Digest of what it was made from; empty when unknown.</param>
public sealed record BagHeader(
    string Path,
    string PatientId,
    BagLayout Layout,
    int Count,
    int Dimension,
    FeatureContract? Contract,
    bool HasCoordinates,
    bool HasTileLabels,
    string SourceSha256);
