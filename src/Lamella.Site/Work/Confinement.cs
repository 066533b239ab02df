using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lamella.Site.Work;

/// <summary>
/// What a worker is locked in: with <c>bwrap</c> (bubblewrap) it has no network, sees the system, the program and its site's data read-only and nothing
/// else of the site, and writes in its job's <c>out</c> alone. Where that does not work it runs without, and this says so.
/// </summary>
public sealed class Confinement
{
    private const string FilterName = "filter.bpf";
    private const string Remedy = "Install bubblewrap (apt-get install bubblewrap) and allow user namespaces, then start the site again.";

    /// <summary>Own namespaces for everything, none to be made inside, no capability, no terminal, and dead when its parent is.</summary>
    private static readonly string[] Locks =
    [
        "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--disable-userns",
        "--cap-drop", "ALL", "--new-session", "--die-with-parent", "--clearenv",
    ];

    private static readonly string[] SystemFolders = ["/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/alternatives"];

    private readonly string? bwrap;

    private Confinement(string? bwrap, string description) => (this.bwrap, Description) = (bwrap, description);

    /// <summary>Whether workers are confined.</summary>
    public bool IsInForce => bwrap is not null;

    /// <summary>For people: what a worker is kept from, or why it is not and what to do.</summary>
    public string Description { get; }

    /// <summary>No confinement, for the reason given.</summary>
    public static Confinement None(string why) => new(null, $"The worker is not confined: {why} {Remedy}");

    /// <summary>Tries it out on this machine.</summary>
    public static Confinement Detect()
    {
        if (!OperatingSystem.IsLinux())
            return None("this system is not Linux.");
        if (RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
            return None("there is no network filter for this processor.");
        var bwrap = new[] { "/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap" }.FirstOrDefault(File.Exists);
        if (bwrap is null)
            return None("bwrap is not on this machine.");
        var folder = Directory.CreateTempSubdirectory("lamella-confinement-");
        try
        {
            var start = new ProcessStartInfo { RedirectStandardError = true, RedirectStandardOutput = true };
            Fill(start, [bwrap], WriteFilter(folder.FullName), [.. System(), "--", "/bin/true"]);
            using var process = Process.Start(start)!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? new Confinement(bwrap, "The worker is confined by bubblewrap: no network, the site's data read-only, no view of the site's keys and ledger.")
                : None($"bwrap does not work here ({said.Split('\n')[0].Trim()}).");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>How a worker is started for a job.</summary>
    /// <param name="command">The worker.</param>
    /// <param name="job">Its folder, with the job in place.</param>
    /// <param name="site">The site's folder, of which it sees nothing else.</param>
    /// <param name="cores">Most processors it may use; null: all.</param>
    internal ProcessStartInfo StartOf(WorkerCommand command, JobFolder job, string site, int? cores)
    {
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var environment = WorkerEnvironment.Variables();
        if (bwrap is null)
        {
            string[] words = [.. Processors.Keep(cores), command.Program, .. command.Arguments];
            start.FileName = words[0];
            start.WorkingDirectory = job.Out;
            foreach (var argument in words.Skip(1))
                start.ArgumentList.Add(argument);
        }
        else
        {
            Fill(start, [.. Processors.Keep(cores), bwrap], WriteFilter(job.FullName),
            [
                .. System(), .. View(command, job, Path.GetFullPath(site)),
                .. environment.SetItem("HOME", "/tmp").SelectMany(v => new[] { "--setenv", v.Key, v.Value }),
                "--chdir", job.Out, "--", command.Program, .. command.Arguments,
            ]);
        }

        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>bwrap reads the filter from a file descriptor, which .NET does not pass on; a shell opens it. Arguments are never parsed by that shell.</summary>
    private static void Fill(ProcessStartInfo start, IEnumerable<string> bwrap, string filter, IEnumerable<string> arguments)
    {
        start.FileName = "/bin/sh";
        foreach (var argument in (string[])["-c", "exec \"$@\" 3<\"$0\"", filter, .. bwrap, "--seccomp", "3", .. Locks, .. arguments])
            start.ArgumentList.Add(argument);
    }

    private static string WriteFilter(string folder)
    {
        var path = Path.Combine(folder, FilterName);
        File.WriteAllBytes(path, NetworkFilter.Bytes());
        return path;
    }

    private static IEnumerable<string> System() =>
        [.. SystemFolders.SelectMany(ReadOnly), "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"];

    /// <summary>
    /// Later lines cover earlier ones: the site's own folder is hidden, by whatever path it could be seen, before what the worker may see of it is shown
    /// again.
    /// </summary>
    private static IEnumerable<string> View(WorkerCommand command, JobFolder job, string site)
    {
        var data = DataOf(job).ToList();
        bool IsInSite(string path) => path.StartsWith(site + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        var shown = data.Where(p => !IsInSite(p)).Concat(command.Folders()).ToList();
        var hidden = shown.Select(p => Inside(p, site)).OfType<string>().Append(site).Distinct(StringComparer.Ordinal).ToList();
        return
        [
            .. shown.SelectMany(ReadOnly),
            .. hidden.SelectMany(h => new[] { "--tmpfs", h }),
            .. data.Where(IsInSite).SelectMany(ReadOnly),
            "--ro-bind", job.In, job.In, "--bind", job.Out, job.Out,
            .. hidden.SelectMany(h => new[] { "--remount-ro", h }), "--remount-ro", "/",
        ];
    }

    /// <summary>Where a folder would be seen below a path that is shown, links followed; null when it would not.</summary>
    private static string? Inside(string shown, string folder)
    {
        var below = Path.GetRelativePath(Real(shown), Real(folder));
        return below == "." ? shown : below.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(below) ? null : Path.Combine(shown, below);
    }

    /// <summary>A path without links.</summary>
    private static string Real(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            real = next.LinkTarget is null ? next.FullName : Real(next.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }

        return real;
    }

    /// <summary>The cohort's tables and bags, and nothing beside them.</summary>
    private static IEnumerable<string> DataOf(JobFolder job)
    {
        var map = job.Read().Map;
        var paths = map.Tables.Select(t => t.File);
        if (map.Slides is { } slides)
            paths = paths.Append(slides.File);
        if (map.Bags.Length > 0)
            paths = paths.Append(map.Bags);
        return paths.Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> ReadOnly(string path) => ["--ro-bind-try", path, path];
}
