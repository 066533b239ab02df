using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Cohorts;
using Lamella.Pathology.Files;
using Lamella.Protocols.Drafts;

namespace Lamella.Cli.Verbs;

/// <summary><c>study new</c>: a table, and perhaps a folder of bags, into a drafted protocol and its sites' maps.</summary>
internal static class StudyDrafting
{
    public static int Run(StudyDraftRequest request, TextWriter output)
    {
        // A store of slides holds its bags in a folder of their own, beside the table that says whose they are.
        var store = request.Bags;
        var slides = store.Length > 0 && File.Exists(Path.Combine(store, "contract.json")) ? Path.Combine(store, "slides.csv") : "";
        if (slides.Length > 0)
            request = request with { Bags = Path.Combine(store, "bags") };
        var data = DataFolder(request);
        var file = Relative(data, request.Table);
        var table = DelimitedTable.Read(data, new TableMap(file, ""));
        var draft = DraftWriter.Write(
            new DraftTable(file, [.. table.Columns.Select(c => new DraftColumn(c, [.. table.Rows.Select(row => table.Cell(row, c))]))]),
            new DraftOptions
            {
                Study = StudyName(request),
                Patient = request.Patient,
                Outcome = request.Outcome,
                Time = request.Time,
                Event = request.Event,
                Site = request.Site,
                Bags = request.Bags.Length > 0 ? Relative(data, request.Bags) : "",
                Slides = slides.Length > 0 ? Relative(data, slides) : "",
                BagDimension = request.Bags.Length > 0 ? Dimension(request.Bags) : 0,
            });
        if (request.Output.Length == 0)
            output.Write(draft.Protocol);
        else
            WriteFiles(request.Output, StudyName(request), data, draft, output);
        return 0;
    }

    private static void WriteFiles(string protocol, string study, string data, ProtocolDraft draft, TextWriter output)
    {
        var maps = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(protocol))!, study);
        if (File.Exists(protocol) || Directory.Exists(maps))
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"'{(File.Exists(protocol) ? protocol : maps)}' is there already.", "Name another file with --out, or remove it.");
        foreach (var (site, map) in draft.Maps)
            AtomicFile.WriteText(Path.Combine(maps, site + ".map.yaml"), map);
        AtomicFile.WriteText(protocol, draft.Protocol);
        output.WriteLine($"Drafted {protocol}, with {draft.Maps.Count} site map{(draft.Maps.Count == 1 ? "" : "s")} in {maps}.");
        output.WriteLine("Lines marked CHECK hold a guess. Next:");
        output.WriteLine($"  ./lamella study check {protocol} --data {data}");
    }

    /// <summary>The folder that holds the table, or the nearest one that holds table and bags: the maps' paths start there.</summary>
    private static string DataFolder(StudyDraftRequest request)
    {
        if (!File.Exists(request.Table))
            throw new LamellaException(ErrorCodes.FileMissing, $"There is no table at '{request.Table}'.", "Check the path given with --table.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(request.Table))!;
        while (request.Bags.Length > 0 && Relative(folder, request.Bags).Split('/')[0] == ".." && Path.GetDirectoryName(folder) is { } above)
            folder = above;
        return folder;
    }

    private static string Relative(string folder, string path) => Path.GetRelativePath(folder, Path.GetFullPath(path)).Replace('\\', '/');

    private static string StudyName(StudyDraftRequest request)
    {
        var name = Path.GetFileNameWithoutExtension(request.Output.Length > 0 ? request.Output : request.Table).ToLowerInvariant().Replace(' ', '-');
        return SiteId.IsValid(name) ? name : "my-study";
    }

    private static int Dimension(string bags)
    {
        var store = BagStore.Open(bags);
        return store.Patients.Count > 0
            ? store.Headers(store.Patients.First())[0].Dimension
            : throw new LamellaException(ErrorCodes.BagMissing, $"'{bags}' holds no bag (*.h5).", "Make bags first, or leave --bags out.");
    }
}
