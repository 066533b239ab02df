using System.CommandLine;
using System.Net;
using Lamella.Coordinator.Hosting;
using Lamella.Federation;
using Lamella.Transport.Identity;

namespace Lamella.Cli.Verbs.Coordinators;

/// <summary><c>coordinator init FOLDER --federation NAME --address HOST:PORT</c>: a coordinator's folder, with its authority and keys.</summary>
internal static class CoordinatorInitVerb
{
    public static Command Create()
    {
        var folder = CoordinatorVerb.Folder();
        var federation = new Option<string>("--federation") { Description = "Name of the federation.", Required = true };
        var address = new Option<string>("--address") { Description = "HOST:PORT that sites dial; it stands in join codes and in the certificate.", Required = true };
        var listen = new Option<string?>("--listen") { Description = "ADDRESS:PORT to listen on; left out: all addresses, the port of --address." };
        var database = new Option<string?>("--database") { Description = "Connection string of a PostgreSQL database for the ledger; left out: a file in the folder." };
        var certificate = new Option<FileInfo?>("--ca-certificate") { Description = "Certificate (PEM) of an authority that was made for this federation; left out: the coordinator makes its own." };
        var key = new Option<FileInfo?>("--ca-key") { Description = "Private key (PEM) of that authority; it is copied into the folder." };
        var command = new Command("init", "Set a coordinator up: a folder with its certificate authority and keys.") { folder, federation, address, listen, database, certificate, key };
        command.SetAction(parsed =>
        {
            var (place, dial) = (parsed.GetRequiredValue(folder), parsed.GetRequiredValue(address));
            var port = PortOf(dial);
            var settings = new CoordinatorSettings
            {
                Federation = parsed.GetRequiredValue(federation),
                PublicAddress = dial,
                Listen = ListenOn(parsed.GetValue(listen) ?? $"0.0.0.0:{port}"),
                Database = parsed.GetValue(database),
            };
            using var authority = AuthorityFrom(parsed.GetValue(certificate), parsed.GetValue(key));
            CoordinatorFolder.Create(place, settings, TimeProvider.System, authority);
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"Federation '{settings.Federation}' is set up in {Path.GetFullPath(place)}. The keys in there make who the coordinator is: back them up, show them to nobody.");
            output.WriteLine($"Next: ./lamella coordinator run {place}");
            return 0;
        });
        return command;
    }

    /// <summary>The authority that was named; null when none was.</summary>
    private static CertificateAuthority? AuthorityFrom(FileInfo? certificate, FileInfo? key)
    {
        if (certificate is null && key is null)
            return null;
        return certificate is not null && key is not null
            ? ExternalAuthority.Read(TextOf(certificate), TextOf(key), TimeProvider.System.GetUtcNow())
            : throw new LamellaException(ErrorCodes.UsageWrong, "--ca-certificate and --ca-key go together.", "Name both, or neither: the coordinator makes an authority of its own.");
    }

    private static string TextOf(FileInfo file) => file.Exists
        ? File.ReadAllText(file.FullName)
        : throw new LamellaException(ErrorCodes.FileMissing, $"There is no file '{file.FullName}'.", "Check the path.");

    private static int PortOf(string address)
    {
        var colon = address.LastIndexOf(':');
        return colon > 0 && int.TryParse(address[(colon + 1)..], out var port) && port is > 0 and < 65536 && Uri.CheckHostName(address[..colon].Trim('[', ']')) != UriHostNameType.Unknown
            ? port
            : throw new LamellaException(ErrorCodes.UsageWrong, $"'{address}' is no HOST:PORT.", "Say for instance --address lamella.example.org:7443.");
    }

    private static string ListenOn(string address) => IPEndPoint.TryParse(address, out var point) && point.Port > 0
        ? address
        : throw new LamellaException(ErrorCodes.UsageWrong, $"'{address}' is no ADDRESS:PORT to listen on.", "Say for instance --listen 0.0.0.0:7443.");
}
