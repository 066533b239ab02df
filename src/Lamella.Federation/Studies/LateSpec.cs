namespace Lamella.Federation.Studies;

/// <summary>
/// Updates that come after their round has closed count in the next one. Without it they are set aside, on record either way. A control variate cannot
/// be brought in late, nor can a model that goes from site to site, so Scaffold and Cyclic do without.
/// </summary>
/// <param name="Weight">Factor on the weight of a late update, above 0 and up to 1.</param>
public sealed record LateSpec(double Weight);
