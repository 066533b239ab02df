using System.Globalization;
using System.Text;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Site.Doctor;

/// <summary>One page for the ticket to those who run the hospital's firewall and proxy.</summary>
public static class FirewallTicket
{
    private const int Width = 80, Indent = 12;

    /// <summary>The page, plain text.</summary>
    /// <param name="machine">Name of this machine.</param>
    /// <param name="coordinator">The coordinator, host:port.</param>
    /// <param name="proxy">The proxy, host:port; null: none.</param>
    /// <param name="studies">Studies known at the site; none: an example stands in their place.</param>
    public static string Of(string machine, string coordinator, string? proxy, IReadOnlyList<StudyProtocol> studies)
    {
        var (host, port) = (coordinator[..coordinator.LastIndexOf(':')], coordinator[(coordinator.LastIndexOf(':') + 1)..]);
        var text = new StringBuilder();
        text.AppendLine("FIREWALL REQUEST: Lamella, training of models across hospitals").AppendLine();
        Line("From", $"{machine} (this machine; the program is 'lamella site run')");
        Line("To", $"{host}, port {port}");
        Line("Direction", "outbound only; the machine listens on no port, and nothing inbound is asked for");
        Line("Protocol", "TCP; in it TLS 1.3 and HTTP/2 (ALPN h2), with a certificate at either end");
        Line("Through", proxy is null ? "no proxy: a direct connection" : $"the proxy {proxy}, by CONNECT {coordinator} (HTTP/1.1; basic authentication is possible)");
        text.AppendLine();
        Line("Not wanted", $"TLS inspection of {coordinator}. Both ends accept the federation's own certificates alone; a device that shows another one, or speaks HTTP/1.1, ends the line (LML9005, LML9009). Please exempt it.");
        Line("Idle", "One line stays open for days, kept alive by an HTTP/2 ping every 20 seconds. Please set no limit on the age of a connection, and none below 60 seconds on an idle one. A line that is cut is dialled again.");
        Line("Volume", studies.Count > 0
            ? "At most, for the studies that are known at this site and not over:"
            : "No study is known here yet, so this is an example: a model of 1,000,000 numbers, 50 rounds, 3 runs:");
        text.AppendLine("            study                 a round, each way   out, in all    in, in all");
        if (studies.Count == 0)
            Row("example", 4_000_000, 50L * 3 * 4_000_000, 51L * 3 * 4_000_000);
        foreach (var study in studies)
        {
            var volume = StudyVolume.Of(study);
            Row(study.Study, volume.LongestUpdate, volume.Up, volume.Down);
        }

        Line("", "Beside that signs of life, below 100 bytes every 20 seconds, while it trains at most one a second, and entries of the record, some kB a round.");
        text.AppendLine();
        Line("What leaves", "Changes of a model's weights, counts and figures, each of a declared kind and within a bound. No slide, no table, no patient's id. Every message is in the hospital's own log: lamella site egress show FOLDER.");
        Line("Checked by", "lamella site doctor FOLDER, on this machine, before and after.");
        return text.ToString();

        void Line(string name, string words)
        {
            var line = name.PadRight(Indent - 1);
            foreach (var word in words.Split(' '))
            {
                if (line.Length + 1 + word.Length > Width && line.Trim().Length > 0)
                {
                    text.AppendLine(line);
                    line = new string(' ', Indent - 1);
                }

                line += " " + word;
            }

            text.AppendLine(line);
        }

        void Row(string study, long round, long up, long down) =>
            text.AppendLine(CultureInfo.InvariantCulture, $"            {(study.Length > 20 ? study[..20] : study),-20} {Megabytes(round),18} {Megabytes(up),13} {Megabytes(down),13}");
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");
}
