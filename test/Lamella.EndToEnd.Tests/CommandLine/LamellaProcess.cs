using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lamella.EndToEnd.Tests.CommandLine;

/// <summary>The real program in a process of its own.</summary>
internal sealed class LamellaProcess : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly List<(string Text, TaskCompletionSource Heard)> awaited = [];
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private LamellaProcess(Process process)
    {
        this.process = process;
        output = ListenAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    public static LamellaProcess Start(params string[] arguments) => StartAs([], arguments);

    /// <summary>Starts it through another program, which changes the user or the network, say.</summary>
    public static LamellaProcess StartAs(string[] through, string[] arguments)
    {
        string[] all = [.. through, Environment.ProcessPath!, "exec", Path.Combine(AppContext.BaseDirectory, "Lamella.Cli.dll"), .. arguments];
        var start = new ProcessStartInfo(all[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in all[1..])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in Learning.Engine.OpenMpEnvironment.Variables(threads: 1))
            start.Environment[name] = value;
        return new LamellaProcess(Process.Start(start)!);
    }

    public static async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var lamella = Start(arguments);
        return await lamella.WaitAsync();
    }

    /// <summary>Runs it through another program, which changes the user, say.</summary>
    public static async Task<(int Exit, string Output, string Errors)> RunAsAsync(string[] through, params string[] arguments)
    {
        using var lamella = StartAs(through, arguments);
        return await lamella.WaitAsync();
    }

    public bool HasExited => process.HasExited;

    /// <summary>The most memory it has held at once so far (VmHWM); null when it has ended or the system does not say.</summary>
    public double? PeakMegabytes()
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? null : double.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1000;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async Task<(int Exit, string Output, string Errors)> WaitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Longest, TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Until its output holds a text.</summary>
    public async Task HearAsync(string text)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (said)
        {
            if (said.ToString().Contains(text, StringComparison.Ordinal))
                return;
            awaited.Add((text, heard));
        }

        var first = await Task.WhenAny(heard.Task, output).WaitAsync(Longest, TestContext.Current.CancellationToken);
        if (first != heard.Task)
            throw new InvalidOperationException($"It ended and never said '{text}': {await output}{await errors}");
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGTERM: it may end in order.</summary>
    public async Task<int> EndAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await WaitAsync()).Exit;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private async Task<string> ListenAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (said)
            {
                said.Append(line).Append('\n');
                var all = said.ToString();
                foreach (var one in awaited.Where(a => all.Contains(a.Text, StringComparison.Ordinal)))
                    one.Heard.TrySetResult();
            }
        }

        lock (said)
            return said.ToString();
    }
}
