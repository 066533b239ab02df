using System.Collections.Immutable;

namespace Lamella.Federation.Studies;

/// <summary>
/// The columns that clinical variables become: a number one column under its own name, a code one column <c>variable=code</c> per allowed code,
/// in the order of the dictionary. A pure function of the protocol, so sites and coordinator agree on the model's width without data.
/// </summary>
public static class CovariateLayout
{
    /// <summary>Column names of <paramref name="clinical"/> in order; a name that is not in the dictionary gives none.</summary>
    public static ImmutableArray<string> Columns(IEnumerable<Variable> dictionary, IEnumerable<string> clinical)
    {
        var variables = dictionary.ToDictionary(v => v.Name, StringComparer.Ordinal);
        return [.. clinical.Where(variables.ContainsKey).SelectMany(name => ColumnsOf(variables[name]))];
    }

    /// <summary>Column names of a study's clinical inputs.</summary>
    public static ImmutableArray<string> Columns(StudyProtocol protocol) => Columns(protocol.Dictionary, protocol.Inputs.Clinical);

    /// <summary>How many of a study's clinical inputs are numbers.</summary>
    public static int Numbers(StudyProtocol protocol)
    {
        var numbers = protocol.Dictionary.Where(v => v.Type == VariableType.Number).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        return protocol.Inputs.Clinical.Count(numbers.Contains);
    }

    private static IEnumerable<string> ColumnsOf(Variable variable) => variable.Type switch
    {
        VariableType.Number => [variable.Name],
        VariableType.Code => variable.Codes.Select(code => $"{variable.Name}={code}"),
        _ => [],
    };
}
