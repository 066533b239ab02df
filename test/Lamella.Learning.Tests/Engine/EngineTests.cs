using System.Diagnostics;
using System.Globalization;
using Lamella.Federation;
using Lamella.Learning.Engine;
using Lamella.Testing;
using TorchSharp;

namespace Lamella.Learning.Tests.Engine;

public sealed class EngineTests
{
    private const string ReportTo = "LAMELLA_TEST_THREAD_REPORT";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_child_started_with_the_variables_has_the_threads(int threads)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new TemporaryFolder();
        var report = folder.File("threads.txt");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(EngineTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(EngineTests).FullName}.{nameof(This_process_reports_its_threads)}");
        foreach (var (name, value) in OpenMpEnvironment.Variables(threads))
            start.Environment[name] = value;
        start.Environment[ReportTo] = report;
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        Assert.True(child.WaitForExit(60_000));
        Assert.True(File.Exists(report), output);
        Assert.Equal($"torch {threads} openmp {threads} in force True", File.ReadAllText(report));
    }

    [Fact]
    public void This_process_reports_its_threads()
    {
        var openMp = OpenMpEnvironment.OpenMpThreads();
        if (Environment.GetEnvironmentVariable(ReportTo) is not { } report)
        {
            Assert.InRange(openMp, 0, Environment.ProcessorCount);
            return;
        }

        // The engine's own count, before anything in this process has set one.
        var torchThreads = torch.get_num_threads();
        File.WriteAllText(report, string.Create(CultureInfo.InvariantCulture, $"torch {torchThreads} openmp {openMp} in force {OpenMpEnvironment.IsInForce(openMp)}"));
    }

    [Fact]
    public void Variables_set_inside_the_process_are_not_in_force()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var before = OpenMpEnvironment.Variables(3).Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable, StringComparer.Ordinal);
        foreach (var (name, value) in OpenMpEnvironment.Variables(3))
            Environment.SetEnvironmentVariable(name, value);
        Assert.False(OpenMpEnvironment.IsInForce(3));
        foreach (var (name, value) in before)
            Environment.SetEnvironmentVariable(name, value);
    }

    [Fact]
    public void Threads_are_those_asked_for()
    {
        TorchEngine.UseThreads(1);
        Assert.Equal(1, TorchEngine.Threads);
        Assert.Equal(1, torch.get_num_interop_threads());
    }

    [Fact]
    public void An_engine_that_does_not_load_says_what_to_do()
    {
        var fault = TorchEngine.Unavailable(new TypeInitializationException("torch", new DllNotFoundException("GLIBCXX_3.4.32 not found")));
        Assert.Equal(ErrorCodes.EngineUnavailable, fault.Code);
        Assert.Contains("GLIBCXX_3.4.32", fault.Fault, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
    }
}
