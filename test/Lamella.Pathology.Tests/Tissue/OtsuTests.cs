using Lamella.Pathology.Tissue;

namespace Lamella.Pathology.Tests.Tissue;

public sealed class OtsuTests
{
    [Fact]
    public void Two_values_are_divided_in_the_middle()
    {
        var histogram = new long[256];
        (histogram[100], histogram[200]) = (10, 30);
        Assert.Equal(149, Otsu.Threshold(histogram));
    }

    [Fact]
    public void By_hand()
    {
        // 2, 2, 3 | 8, 9: the variance between is largest there (6 * (8.5 - 7/3)^2 = 228 against 192 and 176 beside it).
        var histogram = new long[10];
        (histogram[2], histogram[3], histogram[8], histogram[9]) = (2, 1, 1, 1);
        Assert.Equal(5, Otsu.Threshold(histogram));
    }

    [Fact]
    public void One_value_or_none_has_no_threshold()
    {
        var histogram = new long[256];
        Assert.Equal(-1, Otsu.Threshold(histogram));
        histogram[7] = 5;
        Assert.Equal(-1, Otsu.Threshold(histogram));
    }
}
