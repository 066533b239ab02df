using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.Simulation.Slides.Pyramids;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Slides;

/// <summary>A slide of 60,000 x 60,000 px with sparse tissue goes through in bounded memory.</summary>
public sealed class LargeSlideTests : IDisposable
{
    private const int Side = 60_000;
    private const double MostMegabytes = 1500;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Peak_memory_stays_under_a_bound()
    {
        Directory.CreateDirectory(folder.File("slides"));
        var built = Stopwatch.GetTimestamp();
        PyramidWriter.Write(folder.File("slides", "large.tif"), Side, Side, new SparseTissue(), new PyramidOptions { MicronsPerPixel = 0.5, Threads = 2 }, TestContext.Current.CancellationToken);
        var started = Stopwatch.GetTimestamp();

        using var extraction = LamellaProcess.Start("slides", "extract", folder.File("slides"), "--out", folder.File("store"), "--json");
        var peak = 0.0;
        while (!extraction.HasExited)
        {
            peak = Math.Max(peak, extraction.PeakMegabytes() ?? 0);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }

        var (exit, output, errors) = await extraction.WaitAsync();
        Assert.True(exit == 0, errors);
        var tiles = JsonDocument.Parse(output).RootElement.GetProperty("summary").GetProperty("tiles").GetInt32();
        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture,
            $"60,000 x 60,000 px: {tiles} tiles, peak {peak:F0} MB, {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s (built in {Stopwatch.GetElapsedTime(built, started).TotalSeconds:F1} s, {new FileInfo(folder.File("slides", "large.tif")).Length / 1e6:F0} MB)"));
        // Islands of 3,000 px every 12,000 px: 25 of them, each about 12 x 12 tiles of 224 px.
        Assert.InRange(tiles, 2500, 5000);
        Assert.InRange(peak, 50, MostMegabytes);
    }

    /// <summary>Islands of stained texture on glass.</summary>
    private sealed class SparseTissue : IRegionPainter
    {
        private const int Every = 12_000, Island = 3000;

        public (byte Red, byte Green, byte Blue) Ground => (244, 243, 245);

        public bool Paint(int x, int y, int side, Span<byte> rgb)
        {
            if (x % Every >= Island && (x + side) / Every == x / Every || y % Every >= Island && (y + side) / Every == y / Every)
                return false;
            var any = false;
            for (var row = 0; row < side; row++)
            {
                for (var column = 0; column < side; column++)
                {
                    if ((x + column) % Every >= Island || (y + row) % Every >= Island)
                        continue;
                    any = true;
                    var at = ((row * side) + column) * 3;
                    var nucleus = (((x + column) / 7) * 31 + ((y + row) / 7) * 17) % 5 == 0;
                    (rgb[at], rgb[at + 1], rgb[at + 2]) = nucleus ? ((byte)96, (byte)64, (byte)140) : ((byte)222, (byte)150, (byte)190);
                }
            }

            return any;
        }
    }
}
