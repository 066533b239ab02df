using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Protocols;

namespace Lamella.Cli.Verbs;

/// <summary><c>study check</c>: the protocol, and with data every site's map, cohort and bags. All that is wrong is said; the exit code is 1 then.</summary>
internal static class StudyChecking
{
    public static int Run(string file, string? data, IReadOnlyList<string> settings, TextWriter output)
    {
        var reading = ProtocolReader.ReadFile(file, settings);
        if (reading.Protocol is not { } protocol)
        {
            output.WriteLine($"{file}: {reading.Faults.Length} fault{(reading.Faults.Length == 1 ? "" : "s")}");
            foreach (var fault in reading.Faults)
                output.WriteLine($"  {fault}");
            return 1;
        }

        Describe(protocol, output);
        return data is null ? 0 : CheckSites(file, protocol, data, output);
    }

    private static void Describe(StudyProtocol protocol, TextWriter output)
    {
        var columns = CovariateLayout.Columns(protocol).Length;
        var shape = ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, columns, protocol.Training.KeepLocal);
        output.WriteLine($"{protocol.Study}: {protocol.Title}");
        output.WriteLine($"  sites       {protocol.Sites.Count(s => s.Role == SiteRole.Train)} train, {protocol.Sites.Count(s => s.Role == SiteRole.External)} external");
        output.WriteLine($"  inputs      {protocol.Inputs.Clinical.Length} variables ({columns} columns){(protocol.Inputs.Bags is { } bags ? $", bags of {bags.Dimension} features" : "")}");
        output.WriteLine($"  model       {protocol.Model.Head}, {shape.Manifest.Parameters.Sum(p => p.Shape.Aggregate(1L, (a, b) => a * b)):N0} parameters");
        output.WriteLine($"  strategies  {string.Join(", ", protocol.Strategies.Select(s => s.Name))}");
        output.WriteLine($"  seeds       {string.Join(", ", protocol.Seeds)}");
        output.WriteLine($"  sha256      {ProtocolEncoding.Hash(protocol)}");
    }

    private static int CheckSites(string file, StudyProtocol protocol, string data, TextWriter output)
    {
        if (!Directory.Exists(data))
            throw new LamellaException(ErrorCodes.FileMissing, $"There is no folder at '{data}'.", "Name the data folder with --data.");
        var sites = protocol.Sites.Select(site => SiteFinding.Of(file, protocol, site, data)).ToList();
        SiteTable.Write(protocol, sites, output);
        var faults = sites.Where(s => s.Fault is not null).Select(s => (s.Site.Id, Fault: s.Fault!)).Concat(ContractFaults(protocol, sites)).ToList();
        foreach (var (site, fault) in faults)
            output.WriteLine($"{site}: {fault.Code}: {fault.Fault}\n  {fault.Remedy}");
        return faults.Count > 0 ? 1 : 0;
    }

    private static IEnumerable<(SiteId Site, LamellaException Fault)> ContractFaults(StudyProtocol protocol, List<SiteFinding> sites)
    {
        const string Remedy = "Make the bags of all sites with the same encoder, resolution and tile size; features of different encoders are never mixed.";
        var with = sites.Where(s => s.Contract is not null).ToList();
        foreach (var site in with)
        {
            if (FaultOf(site.Contract!, protocol.Inputs.Bags!) is { } fault)
                yield return (site.Site.Id, new LamellaException(ErrorCodes.ContractMismatch, fault, Remedy));
        }

        string? FaultOf(FeatureContract contract, BagInput asked) =>
            contract.Dimension != asked.Dimension ? $"The bags have {contract.Dimension} features, the protocol says {asked.Dimension}."
            : asked.ContractSha256.Length > 0 && contract.Hash() != asked.ContractSha256 ? $"The bags have contract {contract.Hash()}, the protocol asks for {asked.ContractSha256}."
            : with[0].Contract!.FirstDifference(contract) is { } field ? $"The bags differ from those of site '{with[0].Site.Id}' in {field}."
            : null;
    }
}
