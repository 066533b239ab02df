namespace Lamella.Architecture.Tests.Projects;

/// <summary>
/// Which project of src may know which other, and which packages: the one table that the tests hold the project files against. A project that
/// is not here is an error, so that a new one is thought about first.
/// </summary>
internal static class Arrows
{
    /// <summary>Allowed references by project, without the common prefix; packages may end in <c>*</c>.</summary>
    public static IReadOnlyDictionary<string, (string[] Projects, string[] Packages)> Allowed { get; } = new Dictionary<string, (string[], string[])>
    {
        ["Federation"] = ([], []),
        ["Protocols"] = (["Federation"], ["YamlDotNet"]),
        ["Pathology"] = (["Federation"], ["CsvHelper", "Microsoft.ML.OnnxRuntime", "NetVips", "NetVips.Native.*", "PureHDF", "Microsoft.Data.Sqlite"]),
        ["Learning"] = (["Federation", "Pathology"], ["TorchSharp", "libtorch-*"]),
        ["Transport"] = (["Federation"], ["Grpc.*", "Google.Protobuf"]),
        ["Storage"] = (["Federation"], ["Microsoft.Data.Sqlite", "Npgsql"]),
        ["Coordinator"] = (["Federation", "Protocols", "Transport", "Storage"], []),
        ["Site"] = (["Federation", "Protocols", "Transport", "Storage", "Learning", "Pathology"], []),
        ["Simulation"] = (["Federation", "Protocols", "Storage", "Coordinator", "Site", "Learning", "Pathology"], []),
        ["Cli"] =
            (["Federation", "Protocols", "Pathology", "Learning", "Transport", "Storage", "Coordinator", "Site", "Simulation"], ["OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "Spectre.Console", "System.CommandLine"]),
        // What a coordinator's bundle is made of: neither Learning nor Pathology may get there, by whatever path.
        ["Hub"] = (["Federation", "Protocols", "Transport", "Storage", "Coordinator"], ["OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "Spectre.Console", "System.CommandLine"]),
        ["Testing"] = (["Federation", "Protocols", "Pathology", "Learning", "Transport", "Storage", "Coordinator", "Site", "Simulation"], ["xunit.*"]),
    };
}
