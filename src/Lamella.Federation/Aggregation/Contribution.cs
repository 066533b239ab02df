using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>What a site's update counts for. Rules get them in site-id order; a site may stand twice, its late update first.</summary>
/// <param name="Site">The site.</param>
/// <param name="Samples">Its training patients, at least 1.</param>
/// <param name="Factor">1, or less for a late update: its weight is multiplied by it before the weights are made to add up to 1.</param>
public readonly record struct Contribution(SiteId Site, long Samples, double Factor = 1);

/// <summary>Who could have contributed: the denominators of rules that count absent sites.</summary>
/// <param name="Sites">Training sites of the study.</param>
/// <param name="Samples">Training patients at all of them.</param>
public readonly record struct Population(int Sites, long Samples);
