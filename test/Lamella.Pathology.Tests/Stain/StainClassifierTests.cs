using Lamella.Pathology.Stain;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Stain;

public sealed class StainClassifierTests
{
    private static readonly (double[] Vector, double Most)
        Haematoxylin = ([0.65, 0.70, 0.29], 1.2),
        Eosin = ([0.12, 0.85, 0.5], 0.8),
        Saffron = ([0.05, 0.45, 0.89], 0.6),
        Dab = ([0.27, 0.57, 0.78], 1.2),
        AnilineBlue = ([0.85, 0.5, 0.15], 1.0),
        LightGreen = ([0.85, 0.25, 0.45], 0.8);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Haematoxylin_and_eosin(double noise) =>
        Assert.Equal(StainVerdict.HaematoxylinEosin, StainClassifier.Classify(StainPainter.Paint(1, noise, Haematoxylin, Eosin)));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Saffron_besides(double noise)
    {
        var classifier = new StainClassifier();
        classifier.Add(StainPainter.Paint(1, noise, Haematoxylin, Eosin));
        classifier.Add(StainPainter.Paint(2, noise, Eosin, Saffron));
        Assert.Equal(StainVerdict.HaematoxylinEosinSaffron, classifier.Finish());
    }

    [Fact]
    public void Brown_of_immunohistochemistry_is_another_stain() =>
        Assert.Equal(StainVerdict.Other, StainClassifier.Classify(StainPainter.Paint(1, 2, Haematoxylin, Dab)));

    [Fact]
    public void Few_brown_cells_on_haematoxylin_alone_are_another_stain()
    {
        var classifier = new StainClassifier();
        for (var tile = 0ul; tile < 15; tile++)
            classifier.Add(StainPainter.Paint(tile, 2, Haematoxylin, (Haematoxylin.Vector, 0.3)));
        Assert.Equal(StainVerdict.HaematoxylinEosin, classifier.Finish());
        classifier.Add(StainPainter.Paint(99, 2, Dab, Dab));
        Assert.Equal(StainVerdict.Other, classifier.Finish());
    }

    [Fact]
    public void Blue_and_green_of_trichromes_are_another_stain()
    {
        Assert.Equal(StainVerdict.Other, StainClassifier.Classify(StainPainter.Paint(1, 2, Eosin, AnilineBlue)));
        Assert.Equal(StainVerdict.Other, StainClassifier.Classify(StainPainter.Paint(1, 2, Eosin, LightGreen)));
    }

    [Fact]
    public void No_colour() =>
        Assert.Equal(StainVerdict.GreyScale, StainClassifier.Classify(StainPainter.Paint(1, 1, ([1, 1, 1], 1.5), ([1, 1, 1], 1.5))));

    [Fact]
    public void Glass_gives_no_verdict() => Assert.Null(StainClassifier.Classify([.. Enumerable.Repeat((byte)240, 30000)]));

    [Theory]
    [InlineData("pcam", "*.png", 1000)]
    [InlineData("crc_val_he_7k", "*.jpg", 70)]
    [InlineData("camelyon16_patches", "*.png", 80)]
    public void Real_haematoxylin_and_eosin_is_called_so(string folder, string pattern, int atLeast)
    {
        var verdicts = Directory.GetFiles(SharedData.Require(folder), pattern, SearchOption.AllDirectories)
            .Select(file => StainClassifier.Classify(StainPainter.Load(file))).Where(verdict => verdict is not null).ToArray();
        Assert.True(verdicts.Length >= atLeast);
        Assert.All(verdicts, verdict => Assert.Equal(StainVerdict.HaematoxylinEosin, verdict));
    }

    [Fact]
    public void Of_real_patients_hardly_any_is_called_another_stain_and_their_mean_is_the_reference()
    {
        var slides = new List<StainMatrix>();
        var verdicts = new List<StainVerdict?>();
        foreach (var patient in Directory.GetDirectories(SharedData.Require("idc")).Order(StringComparer.Ordinal).Where((_, i) => i % 4 == 0))
        {
            var (classifier, estimator) = (new StainClassifier(), new MacenkoEstimator());
            foreach (var rgb in Directory.GetFiles(patient, "*.png").Order(StringComparer.Ordinal).Select(StainPainter.Load))
            {
                classifier.Add(rgb);
                estimator.Add(rgb);
            }

            verdicts.Add(classifier.Finish());
            if (estimator.Finish() is { } estimate)
                slides.Add(estimate.Matrix);
        }

        // Of all 193, two are not called H&E: one has a tile beside the slide, tinted; one is cut through dyed margin.
        Assert.True(verdicts.Count(verdict => verdict is not null and not StainVerdict.HaematoxylinEosin) <= 2);
        var profile = HospitalStainProfile.Of(slides)!;
        Assert.InRange(profile.Slides, 45, 49);
        Assert.InRange(StainPainter.Angle(profile.Mean.Haematoxylin, StainMatrix.Reference.Haematoxylin), 0, 2);
        Assert.InRange(StainPainter.Angle(profile.Mean.Eosin, StainMatrix.Reference.Eosin), 0, 2);
        Assert.Equal(StainMatrix.Reference.MaxHaematoxylin, profile.Mean.MaxHaematoxylin, 0.1);
        Assert.Equal(StainMatrix.Reference.MaxEosin, profile.Mean.MaxEosin, 0.1);
    }
}
