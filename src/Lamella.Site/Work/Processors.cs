using System.Globalization;
using Lamella.Federation;

namespace Lamella.Site.Work;

/// <summary>Keeps a process and all it starts to some of the machine's processors, with <c>taskset</c> (util-linux), so that the kernel sees to it.</summary>
internal static class Processors
{
    private const string Program = "/usr/bin/taskset";

    /// <summary>What to put before a command.</summary>
    /// <param name="most">Most processors; null: as many as this process may use.</param>
    /// <exception cref="LamellaException">They cannot be bounded on this machine (<see cref="ErrorCodes.PolicyRefused"/>).</exception>
    public static IEnumerable<string> Keep(int? most)
    {
        if (most is not { } count)
            return [];
        if (!File.Exists(Program))
            throw new LamellaException(ErrorCodes.PolicyRefused, $"This hospital's policy bounds processors (machine.cores), and '{Program}' is not on this machine.", "Install util-linux, or take machine.cores out of the policy.");
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        return [Program, "--cpu-list", string.Join(',', Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()).Take(count))];
    }

    /// <summary>The numbers of a list as proc(5) writes it, <c>0-3,8</c>.</summary>
    private static IEnumerable<int> Parse(string list) => list.Split(',').SelectMany(range =>
    {
        var ends = range.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    });
}
