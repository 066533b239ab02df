using System.Diagnostics;

namespace Lamella.Testing.Postgres;

/// <summary>PostgreSQL's programs on this machine, run as a user that may run them: the server refuses root.</summary>
internal sealed class PostgresPrograms
{
    private const int Oldest = 15;
    private const string Nobody = "65534";

    private readonly string folder;
    private readonly string[] before = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"] : [];

    private PostgresPrograms(string folder) => this.folder = folder;

    /// <summary>Those of the newest version where Debian has them, else those on the path; null when there are none.</summary>
    public static PostgresPrograms? Find()
    {
        const string Debian = "/usr/lib/postgresql";
        if (OperatingSystem.IsWindows())
            return null;
        var versions = Directory.Exists(Debian) ? Directory.EnumerateDirectories(Debian).Select(d => int.TryParse(Path.GetFileName(d), out var v) ? v : 0) : [];
        return versions.Where(v => v >= Oldest).OrderDescending().Select(v => $"{Debian}/{v}/bin").Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .Where(f => new[] { "initdb", "pg_ctl", "postgres" }.All(p => File.Exists(Path.Combine(f, p)))).Select(f => new PostgresPrograms(f)).FirstOrDefault();
    }

    public string this[string program] => Path.Combine(folder, program);

    /// <summary>Gives a file or folder to the user that runs the server.</summary>
    public void Own(string path)
    {
        if (before.Length > 0)
            Wait(new ProcessStartInfo("chown", ["-R", $"{Nobody}:{Nobody}", path]));
    }

    /// <summary>Runs a program to its end. What it says goes to a file: a pipe would stay open as long as the server that it starts.</summary>
    public void Run(string program, string log, params string[] arguments)
    {
        try
        {
            Wait(Info(["/bin/sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", log, this[program], .. arguments]));
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidOperationException($"{program} failed: {File.ReadAllText(log)}", fault);
        }
    }

    /// <summary>Starts a line of shell, whose input is the caller's.</summary>
    public Process StartShell(string line)
    {
        var info = Info(["/bin/sh", "-c", line]);
        info.RedirectStandardInput = true;
        return Process.Start(info)!;
    }

    private ProcessStartInfo Info(string[] command)
    {
        string[] all = [.. before, .. command];
        return new ProcessStartInfo(all[0], all[1..]) { WorkingDirectory = "/" };
    }

    private static void Wait(ProcessStartInfo info)
    {
        using var process = Process.Start(info)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{info.FileName} {string.Join(' ', info.ArgumentList)} ended with {process.ExitCode}.");
    }
}
