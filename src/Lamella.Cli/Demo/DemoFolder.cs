using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Files;
using Lamella.Protocols;

namespace Lamella.Cli.Demo;

/// <summary>The demo's folder: the study and the hospitals' data, what is kept of the federation, and while it runs the folders of its hosts.</summary>
internal sealed class DemoFolder
{
    private const string ProtocolResource = "demo.yaml", PolicyResource = "demo-policy.yaml";

    private DemoFolder(string folder) => FullName = folder;

    /// <summary>The folder; report, ledger and models come to lie in it.</summary>
    public string FullName { get; }

    /// <summary>The study protocol.</summary>
    public string Protocol => Path.Combine(FullName, "study.yaml");

    /// <summary>What each hospital allows.</summary>
    public string Policy => Path.Combine(FullName, "policy.yaml");

    /// <summary>A folder per hospital.</summary>
    public string Data => Path.Combine(FullName, "data");

    /// <summary>Coordinator and sites, with their keys; there while the demo runs or when it was interrupted.</summary>
    public string Hosts => Path.Combine(FullName, "hosts");

    /// <summary>What left each site.</summary>
    public string Egress => Path.Combine(FullName, "egress");

    /// <summary>The dossier that each hospital's data protection officer would read.</summary>
    public string Dossiers => Path.Combine(FullName, "dossiers");

    /// <summary>What each process said.</summary>
    public string Logs => Path.Combine(FullName, "logs");

    /// <summary>Takes a folder that is empty or a demo's. The protocol is written first and marks it: one with other files, or whose protocol was edited, is refused.</summary>
    /// <exception cref="LamellaException">The folder holds other files.</exception>
    public static DemoFolder Take(string path)
    {
        var folder = new DemoFolder(Path.GetFullPath(path));
        if (File.Exists(path))
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"{path} is a file.", "Name a folder with --out.");
        var text = TextOf(ProtocolResource);
        var isBegun = File.Exists(folder.Protocol) && File.ReadAllText(folder.Protocol) == text;
        if (!isBegun && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"{path} holds other files.", "Name an empty folder with --out; nothing was changed.");
        Directory.CreateDirectory(path);
        if (!isBegun)
            AtomicFile.WriteText(folder.Protocol, text);
        Directory.CreateDirectory(folder.Logs);
        AtomicFile.WriteText(folder.Policy, TextOf(PolicyResource));
        return folder;
    }

    /// <summary>The study.</summary>
    public StudyProtocol ReadProtocol() => ProtocolReader.ReadOrThrow(Protocol, []);

    private static string TextOf(string resource)
    {
        using var stream = typeof(DemoFolder).Assembly.GetManifestResourceStream(resource)!;
        return new StreamReader(stream).ReadToEnd();
    }
}
