using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Pathology.Files;

namespace Lamella.Pathology.Encoders.Registry;

/// <summary>
/// The encoders of a machine: a folder with <c>{sha256}.onnx</c> and, beside each, <c>{sha256}.json</c>. A file enters only through
/// <see cref="OnnxGuard"/> and one run, with the licence it is used under; it is hashed again whenever it is found.
/// </summary>
public sealed class EncoderRegistry
{
    /// <summary>Ending of an encoder's file.</summary>
    internal const string ModelExtension = ".onnx";

    private const string RecordExtension = ".json";
    private const int ProbeSide = 224, LeastPrefix = 4, LongestName = 64, LongestLicence = 1000;
    private readonly string folder;
    private readonly TimeProvider time;

    /// <summary>A registry.</summary>
    /// <param name="folder">Its folder; left out: <c>encoders</c> in <see cref="LamellaHome"/>. It need not exist.</param>
    /// <param name="time">The clock that says when an encoder was added; the system's when left out.</param>
    public EncoderRegistry(string? folder = null, TimeProvider? time = null)
    {
        this.folder = Path.GetFullPath(folder ?? Path.Combine(LamellaHome.Folder(), "encoders"));
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>Checks an encoder, runs it once and keeps a copy. One that is there already stays as it is.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="licence">The licence, 1 to 1,000 characters of one line: a name, a link, or who agreed to what.</param>
    /// <param name="name">Name on this machine, 1 to 64 letters, digits, '.', '-', '_'; left out: that of the file.</param>
    /// <param name="scaling">How pixels enter it.</param>
    /// <exception cref="LamellaException">
    /// The file is refused; licence or name cannot be used; another encoder has the name; or it is there already with another licence, name or scaling.
    /// </exception>
    public EncoderAddition Add(string path, string licence, string? name = null, InputScaling scaling = InputScaling.Raw)
    {
        var words = LicenceOf(licence);
        if (name is not null && NameOf(name) != name)
            throw Usage($"'{name}' is no name for an encoder.", $"Give 1 to {LongestName} letters, digits, '.', '-' or '_', not only hexadecimal digits.");
        var model = OnnxGuard.Read(path);
        using var encoder = new OnnxEncoder(model, path, new OnnxEncoderOptions { MicronsPerPixel = 0, TileSize = ProbeSide, Batch = 2, Scaling = scaling });
        var sha256 = encoder.Contract.EncoderSha256;
        var known = List();
        if (known.FirstOrDefault(other => other.Sha256 == sha256) is { } there)
            return Again(there, words, name, scaling, model);

        var called = name ?? NameOf(Path.GetFileNameWithoutExtension(path));
        if (known.FirstOrDefault(other => other.Name == called) is { } taken)
            throw Usage($"the encoder {taken.Sha256[..12]} is called '{called}' already.", "Give another --name.");
        var added = new RegisteredEncoder
        {
            Sha256 = sha256,
            Name = called,
            Licence = words,
            Bytes = model.LongLength,
            Dimension = encoder.Dimension,
            InputSide = encoder.TakesAnySide ? null : encoder.InputSize,
            Opset = encoder.Facts.Opset,
            Scaling = scaling,
            AddedAt = time.GetUtcNow(),
            File = Path.Combine(folder, sha256 + ModelExtension),
        };
        // The record last: without it the file is not in the registry.
        AtomicFile.Write(added.File, stream => stream.Write(model));
        EncoderRecordFile.Write(Path.Combine(folder, sha256 + RecordExtension), added);
        return new EncoderAddition(added, WasThere: false);
    }

    /// <summary>All encoders, by name. Their files are not hashed.</summary>
    /// <exception cref="LamellaException">A record cannot be read.</exception>
    public IReadOnlyList<RegisteredEncoder> List() => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*" + RecordExtension)
            .Where(file => IsSha256(Path.GetFileNameWithoutExtension(file)))
            .Select(EncoderRecordFile.Read)
            .OrderBy(encoder => encoder.Name, StringComparer.Ordinal)];

    /// <summary>An encoder by its SHA-256, by at least 4 first digits that only it has, or by its name; its file is hashed again.</summary>
    /// <exception cref="LamellaException">None or several are meant, or the file is missing or not the one that was added.</exception>
    public RegisteredEncoder Find(string wanted)
    {
        var known = List();
        var found = known.Where(encoder => encoder.Name == wanted).ToArray();
        if (found.Length == 0 && wanted.Length >= LeastPrefix)
            found = [.. known.Where(encoder => encoder.Sha256.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))];
        if (found.Length != 1)
        {
            throw new LamellaException(
                ErrorCodes.EncoderUnknown,
                found.Length == 0 ? $"no encoder '{wanted}' is in the registry ({known.Count} are)." : $"'{wanted}' is the beginning of {found.Length} encoders.",
                "'lamella encoder list' shows them; 'lamella encoder add FILE --license TEXT' adds one.");
        }

        RequireUnchanged(found[0]);
        return found[0];
    }

    private static void RequireUnchanged(RegisteredEncoder encoder)
    {
        if (!File.Exists(encoder.File))
            throw new LamellaException(ErrorCodes.FileMissing, $"the file of the encoder '{encoder.Name}' is gone: {encoder.File}.", "Add the encoder again from its source.");
        using var stream = File.OpenRead(encoder.File);
        if (Convert.ToHexStringLower(SHA256.HashData(stream)) != encoder.Sha256)
            throw new LamellaException(ErrorCodes.EncoderRefused, $"the file of the encoder '{encoder.Name}' was changed after it was added: {encoder.File}.", "Find out who changed it; then add the encoder again from its source.");
    }

    /// <summary>What was added stays; a file that was lost or damaged since comes back, as the bytes at hand are the right ones.</summary>
    private static EncoderAddition Again(RegisteredEncoder there, string licence, string? name, InputScaling scaling, byte[] model)
    {
        var differs = there.Licence != licence ? "licence" : there.Scaling != scaling ? "scaling" : name is not null && name != there.Name ? "name" : null;
        if (differs is not null)
            throw Usage($"the encoder '{there.Name}' ({there.Sha256[..12]}) is in the registry already, with another {differs}.", $"Add it as it is there, or delete {Path.ChangeExtension(there.File, RecordExtension)} first.");
        try
        {
            RequireUnchanged(there);
        }
        catch (LamellaException)
        {
            AtomicFile.Write(there.File, stream => stream.Write(model));
        }

        return new EncoderAddition(there, WasThere: true);
    }

    private static string LicenceOf(string licence)
    {
        var words = licence.Trim();
        return words.Length is > 0 and <= LongestLicence && !words.Any(char.IsControl)
            ? words
            : throw Usage("an encoder needs the licence it is used under.", $"Give it with --license: one line of 1 to {LongestLicence} characters, for example --license 'CC-BY-NC 4.0, agreed by the institute on 2 May'.");
    }

    /// <summary>A name made of what may stand in one. All hexadecimal digits could be taken for the beginning of a SHA-256.</summary>
    private static string NameOf(string text)
    {
        var name = string.Concat(text.Take(LongestName).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'));
        return name.Length == 0 || name.All(char.IsAsciiHexDigit) ? "encoder-" + name[..Math.Min(12, name.Length)] : name;
    }

    private static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private static LamellaException Usage(string fault, string remedy) => new(ErrorCodes.UsageWrong, fault, remedy);
}
