using Lamella.Pathology.Stain;

namespace Lamella.Pathology.Tests.Stain;

public sealed class HospitalStainProfileTests
{
    [Fact]
    public void Four_slides_make_no_profile() => Assert.Null(HospitalStainProfile.Of([.. Enumerable.Repeat(StainMatrix.Reference, 4)]));

    [Fact]
    public void Mean_and_spread_by_hand()
    {
        // Haematoxylin in the plane of red and green at 40, 45, 45, 45 and 50 degrees: mean 45, spread sqrt((25 + 25) / 4).
        StainMatrix[] slides = [.. new[] { 40.0, 45, 45, 45, 50 }.Select((degrees, i) => new StainMatrix(At(degrees), [0, 0, 1], 1 + i, 2))];
        var profile = HospitalStainProfile.Of(slides)!;
        Assert.Equal(5, profile.Slides);
        Assert.Equal(0, StainPainter.Angle(profile.Mean.Haematoxylin, At(45)), 1e-4);
        Assert.Equal(Math.Sqrt(12.5), profile.HaematoxylinSpread, 1e-4);
        Assert.Equal(0, profile.EosinSpread, 1e-4);
        Assert.Equal(3, profile.Mean.MaxHaematoxylin, 1e-12);
        Assert.Equal(2, profile.Mean.MaxEosin, 1e-12);
    }

    private static double[] At(double degrees) => [Math.Cos(degrees * Math.PI / 180), Math.Sin(degrees * Math.PI / 180), 0];
}
