using Lamella.Federation;
using Lamella.Pathology.Files;
using Lamella.Pathology.Quality;
using Lamella.Pathology.Slides;
using Lamella.Pathology.Tests.Extraction;
using Lamella.Testing.Zoo;

namespace Lamella.Pathology.Tests.Slides;

/// <summary>Shares that drop, answer late or fail: never taken for damage. Time is virtual.</summary>
public sealed class ShareTests : IDisposable
{
    private readonly ExtractionFixture fixture = new();
    private readonly SlideZoo zoo;

    public ShareTests() => zoo = new SlideZoo(fixture.Slides);

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void A_share_that_comes_back_is_waited_for()
    {
        var path = zoo.Good();
        File.Move(path, path + ".away");
        var time = new HurriedTime(pause =>
        {
            if (pause == 3)
                File.Move(path + ".away", path);
        });

        using var slide = SlideOpener.Open(path, new ShareRetryOptions { Time = time });

        Assert.Equal(SlideZoo.Width, slide.Info.Width);
        Assert.Equal([1.0, 2, 4], time.Pauses);
    }

    [Fact]
    public void One_that_does_not_is_unreachable_and_the_tries_are_counted()
    {
        var time = new HurriedTime();

        var fault = Assert.Throws<SlideException>(() => SlideOpener.Open(Path.Combine(fixture.Slides, "gone.tif"), new ShareRetryOptions { Time = time }));

        Assert.Equal((ErrorCodes.SlideUnreachable, FindingCodes.Unreachable), (fault.Code, fault.Finding.Code));
        Assert.Equal([1.0, 2, 4, 8, 16], time.Pauses);
    }

    /// <summary>A real error of the system: the first byte of a process's memory cannot be read.</summary>
    [Fact]
    public void An_error_of_input_and_output_is_not_damage()
    {
        if (!OperatingSystem.IsLinux())
            throw new Testing.SkipTestException("needs Linux's /proc/self/mem");
        File.CreateSymbolicLink(Path.Combine(fixture.Slides, "failing.svs"), "/proc/self/mem");
        zoo.Good();

        var summary = fixture.Extract(job => job with { Retry = new ShareRetryOptions { Time = new HurriedTime() } });

        Assert.Equal((1, 1, 1), (summary.Made, summary.Refused, summary.Unreachable));
        Assert.Equal(FindingCodes.Unreachable, Assert.Single(fixture.Row("failing.svs").Findings).Code);
    }

    [Fact]
    public void What_could_not_be_reached_is_tried_again_in_the_next_run()
    {
        File.CreateSymbolicLink(Path.Combine(fixture.Slides, "late.tif"), fixture.File("mount", "good.tif"));
        var retry = new ShareRetryOptions { Time = new HurriedTime(), Tries = 2 };
        Assert.Equal(1, fixture.Extract(job => job with { Retry = retry }).Unreachable);

        Directory.CreateDirectory(fixture.File("mount"));
        File.Move(zoo.Good(), fixture.File("mount", "good.tif"));
        var summary = fixture.Extract(job => job with { Retry = retry });

        Assert.Equal((1, 0), (summary.Made, summary.Unreachable));
    }

    /// <summary>A handle that fails once: the file is found whole, the slide opened again, the read repeated.</summary>
    [Fact]
    public void A_read_that_failed_is_repeated_on_a_slide_opened_anew()
    {
        var path = zoo.Good();
        var opened = 0;
        using var slide = new ReopeningSlide(path, new ShareRetryOptions { Time = new HurriedTime() }, _ => new FailingSlide(failures: opened++ == 0 ? int.MaxValue : 0), default);

        slide.Read(0, 0, 0, 1, 1, new byte[4]);

        Assert.Equal(2, opened);
    }

    [Fact]
    public void Failing_again_with_every_byte_readable_it_is_damaged()
    {
        var path = zoo.Good();
        using var slide = new ReopeningSlide(path, new ShareRetryOptions { Time = new HurriedTime() }, _ => new FailingSlide(int.MaxValue), default);

        Assert.Equal(FindingCodes.Damaged, Assert.Throws<SlideException>(() => slide.Read(0, 0, 0, 1, 1, new byte[4])).Finding.Code);
    }

    [Fact]
    public void Failing_while_the_share_is_away_it_is_unreachable()
    {
        var path = zoo.Good();
        using var slide = new ReopeningSlide(path, new ShareRetryOptions { Time = new HurriedTime() }, _ => new FailingSlide(int.MaxValue), default);
        File.Delete(path);

        Assert.Equal(FindingCodes.Unreachable, Assert.Throws<SlideException>(() => slide.Read(0, 0, 0, 1, 1, new byte[4])).Finding.Code);
    }

    /// <summary>A clock whose pauses are over at once; what happens meanwhile is told.</summary>
    private sealed class HurriedTime(Action<int>? meanwhile = null) : TimeProvider
    {
        public List<double> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime.TotalSeconds);
            meanwhile?.Invoke(Pauses.Count);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    private sealed class FailingSlide(int failures) : ISlide
    {
        private int left = failures;

        public SlideInfo Info { get; } = new("fake", 1, 1, null);

        public IReadOnlyList<SlideLevel> Levels { get; } = [new SlideLevel(1, 1, 1, 1)];

        public IReadOnlyList<IdentifyingMatter> Identifying => [];

        public (double X, double Y) Read(int level, long x, long y, int width, int height, Span<byte> bgrx) =>
            left-- > 0 ? throw SlideException.Damaged("a read failed") : (x, y);

        public void Dispose()
        {
        }
    }
}
