using System.CommandLine;
using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Rounds;
using Lamella.Simulation.Faults;

namespace Lamella.Cli.Verbs;

/// <summary><c>faults run|replay</c>: whole federations in virtual time, with everything happening to them that can.</summary>
internal static class FaultsVerb
{
    public static Command Create() => new("faults", "Simulates federations in which processes die, lines are cut and disks fill, and checks that nothing is lost.") { Run(), Replay() };

    private static Command Run()
    {
        var seeds = new Option<string>("--seeds") { Description = "Seeds, A..B.", Required = true };
        var command = new Command("run", "Runs seeds and says what does not hold.") { seeds };
        command.SetAction(parsed =>
        {
            var (first, last) = Range(parsed.GetRequiredValue(seeds));
            var reports = ParallelEnumerable.Range(0, checked((int)(last - first + 1))).Select(i => FaultRuns.Run(first + (ulong)i)).ToList();
            foreach (var kind in Enum.GetValues<FaultKind>())
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind,-22} {reports.Sum(r => r.Faults.GetValueOrDefault(kind)),10}"));
            var covered = reports.SelectMany(r => r.Covered).ToHashSet();
            var rows = RoundStateMachine.Standard.Rows;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"transitions taken under a fault: {covered.Select(c => (c.Phase, c.Step)).Distinct().Count()} of {rows.Length}; transitions x faults: {covered.Count} of {rows.Length * Enum.GetValues<FaultKind>().Length}"));
            foreach (var (phase, step, _) in rows.Where(r => covered.All(c => (c.Phase, c.Step) != (r.From, r.Step))))
                Console.WriteLine($"never under a fault: {phase}, {step}");
            var bad = reports.Where(r => r.Violations.Count > 0).OrderBy(r => r.Seed).ToList();
            foreach (var report in bad)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {report.Seed}: {string.Join("; ", report.Violations)}. See it: ./lamella faults replay {report.Seed}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reports.Count} seeds, {bad.Count} with violations"));
            return bad.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static Command Replay()
    {
        var seed = new Argument<ulong>("seed") { Description = "The seed." };
        var command = new Command("replay", "Shows one seed as a timeline.") { seed };
        command.SetAction(parsed =>
        {
            var report = FaultRuns.Run(parsed.GetValue(seed), (at, what) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at:d\\.hh\\:mm\\:ss}  {what}")));
            foreach (var violation in report.Violations)
                Console.WriteLine($"VIOLATION: {violation}");
            return report.Violations.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static (ulong First, ulong Last) Range(string text)
    {
        var parts = text.Split("..");
        return parts.Length == 2 && ulong.TryParse(parts[0], CultureInfo.InvariantCulture, out var first) && ulong.TryParse(parts[1], CultureInfo.InvariantCulture, out var last) && last >= first
            ? (first, last)
            : throw new LamellaException(ErrorCodes.UsageWrong, $"'{text}' is no range of seeds.", "Write it as --seeds 1..1000.");
    }
}
