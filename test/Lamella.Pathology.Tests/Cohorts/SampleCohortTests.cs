using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;
using Lamella.Protocols;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Cohorts;

/// <summary>The samples' maps on the real tables they were written for.</summary>
public sealed class SampleCohortTests
{
    [Fact]
    public void The_six_regions_have_the_published_sizes_and_eight_rows_stand_in_no_split()
    {
        var (_, cohorts) = Read("tcga-brca", SharedData.Require("tabular", "flamby", "fed_tcga_brca"));

        Assert.Equal([248, 156, 164, 129, 129, 40], cohorts.Select(c => c.Train.Length));
        Assert.Equal([63, 40, 42, 33, 33, 11], cohorts.Select(c => c.Test.Length));
        Assert.All(cohorts, c => Assert.Contains("8 patients of brca.csv are not in train_test_split.csv.", c.Notes.Select(n => n.Replace("dataset_creation_scripts/", "", StringComparison.Ordinal))));
        Assert.All(cohorts.SelectMany(c => c.Train), p => Assert.Equal(39, p.Values.Length));
    }

    [Fact]
    public void Federated_standardisation_of_the_regions_equals_that_of_all_rows_together()
    {
        var (protocol, cohorts) = Read("tcga-brca", SharedData.Require("tabular", "flamby", "fed_tcga_brca"));
        var encoders = cohorts.Select(c => CovariateEncoder.Fit(protocol, c)).ToList();

        var standardiser = Standardiser.FromSums(cohorts.Select((c, i) => encoders[i].Sums(c.Train)));

        var ages = cohorts.SelectMany(c => c.Train).Select(p => p.Values[0]).ToList();
        var mean = ages.Average();
        Assert.Equal(mean, standardiser.Mean[0], 9);
        Assert.Equal(Math.Sqrt(ages.Average(a => (a - mean) * (a - mean))), standardiser.Deviation[0], 9);
    }

    [Fact]
    public void The_two_hospitals_of_camelyon16_have_the_official_split()
    {
        var (_, cohorts) = Read("camelyon16", SharedData.Require("tabular"));

        Assert.Equal([(167, 68, 74), (99, 41, 55)], cohorts.Select(c => (c.Train.Length, c.Train.Count(p => p.OutcomeValue == 1), c.Test.Length)));
    }

    [Fact]
    public void The_small_variant_has_twenty_training_slides_and_opposite_label_shift()
    {
        var (_, cohorts) = Read("camelyon16-small", SharedData.Require("tabular"));

        Assert.Equal([(20, 15, 74), (20, 5, 55)], cohorts.Select(c => (c.Train.Length, c.Train.Count(p => p.OutcomeValue == 1), c.Test.Length)));
    }

    private static (StudyProtocol Protocol, List<Cohort> Cohorts) Read(string study, string data)
    {
        var file = Path.Combine(SharedData.RepositoryRoot, "samples", study + ".yaml");
        var protocol = ProtocolReader.ReadOrThrow(file);
        return (protocol, [.. protocol.Sites.Select(site =>
        {
            var (map, folder) = SiteMapLocator.Find(file, study, site.Id, data);
            return CohortReader.Read(protocol, site.Id, MapReader.ReadOrThrow(map), folder, 42);
        })]);
    }
}
