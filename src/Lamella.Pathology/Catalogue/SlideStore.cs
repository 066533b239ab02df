using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Extraction;
using Lamella.Pathology.Files;

namespace Lamella.Pathology.Catalogue;

/// <summary>
/// The folder a hospital's features lie in. <c>bags/</c>, <c>overviews/</c> and <c>contract.json</c> know slides by their pseudonyms only; <c>private/</c>
/// (catalogue, key) and <c>slides.csv</c> know the hospital's own names and stay with it. One program writes at a time.
/// </summary>
public sealed class SlideStore : IDisposable
{
    private const string BagsName = "bags", SlidesName = "slides.csv", ContractName = "contract.json";

    private readonly FileStream? held;

    private SlideStore(string folder, FileStream? held)
    {
        (Folder, this.held) = (folder, held);
        var (key, catalogue) = (Path.Combine(PrivateFolder, "pseudonym.key"), Path.Combine(PrivateFolder, "catalogue.db"));
        if (File.Exists(catalogue) && !File.Exists(key))
            throw new LamellaException(ErrorCodes.StoreUnusable, $"the pseudonym key of '{folder}' is missing.", "Restore private/pseudonym.key from a backup: with another key all slides would get other names.");
        if (!File.Exists(key) && Directory.Exists(BagFolder) && Directory.EnumerateFiles(BagFolder, "*.h5").Any())
            throw new LamellaException(ErrorCodes.StoreUnusable, $"'{folder}' holds bags, and its folder 'private' is missing.", "Restore it from a backup, or extract into a new folder.");
        Pseudonyms = Pseudonyms.Open(key);
        Catalogue = SlideCatalogue.Open(catalogue);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Bags, <c>{slide}.h5</c>.</summary>
    public string BagFolder => Path.Combine(Folder, BagsName);

    /// <summary>Overviews and masks, <c>{slide}.jpg</c> and <c>{slide}.mask.png</c>.</summary>
    public string OverviewFolder => Path.Combine(Folder, "overviews");

    /// <summary>What never leaves.</summary>
    public string PrivateFolder => Path.Combine(Folder, "private");

    /// <summary>Which slide (pseudonym) is whose (the hospital's own patient id): for a study's map at this hospital.</summary>
    public string SlideTable => Path.Combine(Folder, SlidesName);

    /// <summary>The store's contract.</summary>
    public string ContractFile => Path.Combine(Folder, ContractName);

    /// <summary>What is known of every slide.</summary>
    public SlideCatalogue Catalogue { get; }

    /// <summary>Names that may leave.</summary>
    public Pseudonyms Pseudonyms { get; }

    /// <summary>Whether a folder is a store of slides, finished or not.</summary>
    public static bool IsOne(string folder) => File.Exists(Path.Combine(folder, ContractName));

    /// <summary>A store's bags and whose they are, as a site's map says it.</summary>
    /// <param name="folder">The store's folder, in full.</param>
    public static (string Bags, SlideTableMap Slides) MapOf(string folder) => (Path.Combine(folder, BagsName), new SlideTableMap(Path.Combine(folder, SlidesName), "slide", "patient"));

    /// <summary>Bag of a slide.</summary>
    public string BagOf(string slide) => Path.Combine(BagFolder, slide + ".h5");

    /// <summary>Overview picture of a slide.</summary>
    public string OverviewOf(string slide) => Path.Combine(OverviewFolder, slide + ".jpg");

    /// <summary>Mask of a slide: white where tissue is used, blue where ink was found.</summary>
    public string MaskOf(string slide) => Path.Combine(OverviewFolder, slide + ".mask.png");

    /// <summary>Removes bag and pictures of a slide.</summary>
    internal void Remove(string slide, bool picturesToo)
    {
        File.Delete(BagOf(slide));
        if (!picturesToo)
            return;
        File.Delete(OverviewOf(slide));
        File.Delete(MaskOf(slide));
    }

    /// <summary>Opens a store for writing; a new one is made. What a killed run left half-written is removed.</summary>
    /// <param name="folder">New or empty, or a store.</param>
    /// <param name="contract">What its bags are made to; must be the store's own when it has one.</param>
    /// <exception cref="LamellaException">The folder holds something else or bags of another contract, or another program writes in it.</exception>
    public static SlideStore OpenForWriting(string folder, ExtractionContract contract)
    {
        if (File.Exists(folder))
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"'{folder}' is a file.", "Name a folder with --out.");
        var contractFile = Path.Combine(folder, "contract.json");
        if (!File.Exists(contractFile) && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(e => Path.GetFileName(e) is not "private" && !IsHalfContract(e)))
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"'{folder}' holds other files.", "Name an empty folder or a store with --out; nothing was changed.");
        var inner = Path.Combine(folder, "private");
        Directory.CreateDirectory(inner);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(inner, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var held = Hold(folder, Path.Combine(inner, "lock"));
        try
        {
            if (!File.Exists(contractFile))
                contract.Write(contractFile);
            else if (Difference(ExtractionContract.Read(contractFile), contract) is { } field)
                throw new LamellaException(ErrorCodes.ContractMismatch, $"'{folder}' was made with another contract: {field} differs.", "Name another folder with --out; bags of different contracts are never mixed.");
            var store = new SlideStore(folder, held);
            Directory.CreateDirectory(store.BagFolder);
            Directory.CreateDirectory(store.OverviewFolder);
            string[] written = [store.Folder, store.BagFolder, store.OverviewFolder, store.PrivateFolder];
            foreach (var half in written.SelectMany(f => Directory.EnumerateFiles(f, "*.tmp")))
                File.Delete(half);
            return store;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>What a process that was killed while it made the store has left.</summary>
    private static bool IsHalfContract(string path) => Path.GetFileName(path).StartsWith("contract.json.", StringComparison.Ordinal) && path.EndsWith(".tmp", StringComparison.Ordinal);

    /// <summary>Opens a store to look at it.</summary>
    /// <exception cref="LamellaException">The folder is no store.</exception>
    public static SlideStore OpenForReading(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "contract.json")) || !File.Exists(Path.Combine(folder, "private", "catalogue.db")))
            throw new LamellaException(ErrorCodes.StoreUnusable, $"'{folder}' is no store of slides.", "Name the folder that 'lamella slides extract --out' wrote.");
        return new SlideStore(folder, held: null);
    }

    /// <summary>The store's contract.</summary>
    public ExtractionContract ReadContract() => ExtractionContract.Read(ContractFile);

    /// <summary>Freezes the slides that are usable now as a cohort.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="withWarnings">Whether slides with a warning belong to it.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LamellaException">A bag of the catalogue is not there, or is not the one that was written.</exception>
    public CohortSnapshot Freeze(string name, bool withWarnings, TimeProvider time)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new LamellaException(ErrorCodes.UsageWrong, "a cohort needs a name.", "Give one with --name.");
        var slides = Catalogue.Slides();
        foreach (var slide in slides.Where(slide => slide.BagSha256.Length > 0))
        {
            if (!File.Exists(BagOf(slide.Slide)) || FileDigest.Sha256(BagOf(slide.Slide)) != slide.BagSha256)
                throw new LamellaException(ErrorCodes.StoreUnusable, $"the bag of {slide.Slide} is missing or is not the one that was written.", "Remove that bag and run 'slides extract' again; it is then made anew.");
        }

        var contract = slides.Where(slide => slide.BagSha256.Length > 0).Select(slide => BagFile.ReadHeader(BagOf(slide.Slide)).Contract?.Hash()).FirstOrDefault() ?? "";
        var cohort = CohortSnapshot.Of(name, contract, time.GetUtcNow(), slides, withWarnings);
        if (cohort.Slides.Count > 0)
            Catalogue.Put(cohort);
        return cohort;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Catalogue.Dispose();
        held?.Dispose();
    }

    private static FileStream Hold(string folder, string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException fault) when (Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new LamellaException(ErrorCodes.StoreUnusable, $"another program is writing in '{folder}'.", "Wait until it has ended.", fault);
        }
    }

    private static string? Difference(ExtractionContract one, ExtractionContract other) =>
        one.ToFeatureContract(1).FirstDifference(other.ToFeatureContract(1));
}
