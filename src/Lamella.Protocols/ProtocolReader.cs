using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;
using Lamella.Protocols.Studies;

namespace Lamella.Protocols;

/// <summary>
/// Reads a study protocol from YAML or JSON (text that starts with a brace) and judges it as a whole: every fault at once, each with its line,
/// what is wrong and what is allowed.
/// </summary>
public static class ProtocolReader
{
    /// <summary>Reads a protocol from text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="overrides">
    /// Settings <c>path=value</c> applied before judging, in order: keys with dots, list elements by index or by name, id or strategy, e.g.
    /// <c>training.rounds=3</c>, <c>strategies.FedAvg.optimiser.learningRate=.1</c>.
    /// </param>
    public static ProtocolReading Read(string text, IEnumerable<string>? overrides = null)
    {
        var faults = new FaultList();
        if (DocumentReader.Read(text, faults) is not { } root)
            return new ProtocolReading(null, faults.Sorted());
        Overrides.Apply(root, overrides ?? [], NameOf, faults);
        StudyShape.Root.Check(root, "", faults);
        StudyChecks.Check(root, faults);
        ModelChecks.CheckLayout(root, faults);
        return faults.Count > 0 ? new ProtocolReading(null, faults.Sorted()) : new ProtocolReading(StudyBuilder.Build(root), []);
    }

    /// <summary>Reads a protocol from a file.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.FileMissing"/>.</exception>
    public static ProtocolReading ReadFile(string path, IEnumerable<string>? overrides = null) => Read(SourceFile.ReadText(path, "study protocol"), overrides);

    /// <summary>Reads a protocol from a file, or throws with all its faults.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.FileMissing"/>, <see cref="ErrorCodes.ProtocolInvalid"/>.</exception>
    public static StudyProtocol ReadOrThrow(string path, IEnumerable<string>? overrides = null)
    {
        var reading = ReadFile(path, overrides);
        return reading.Protocol ?? throw SourceFile.Invalid(ErrorCodes.ProtocolInvalid, path, reading.Faults);
    }

    private static string? NameOf(DocumentNode element) => element["id"]?.Text ?? StudyBuilder.StrategyName(element);
}
