using System.Collections.Immutable;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>
/// Turns a patient's clinical values into model inputs. Missing numbers take the median of the site's training rows (mean of the two middle values for
/// an even count), missing codes the most frequent code (the first in the dictionary among equals). A variable that a site never measured enters as 0 after
/// standardisation, which is the mean where numbers are standardised; a code as zeros. An external site, which trains on nothing, imputes from all its patients' covariates.
/// </summary>
public sealed class CovariateEncoder
{
    private readonly ImmutableArray<Variable> variables;
    private readonly ImmutableArray<double> fill;

    private CovariateEncoder(ImmutableArray<Variable> variables, ImmutableArray<double> fill, ImmutableArray<string> columns) =>
        (this.variables, this.fill, Columns) = (variables, fill, columns);

    /// <summary>Column names in order: <see cref="CovariateLayout"/>.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>How many of the columns are numbers, in the order the standardiser has them.</summary>
    public int Numbers => variables.Count(v => v.Type == VariableType.Number);

    /// <summary>Fits the imputation on a site's cohort.</summary>
    public static CovariateEncoder Fit(StudyProtocol protocol, Cohort cohort)
    {
        var variables = protocol.Inputs.Clinical.Select(name => protocol.Dictionary.First(v => v.Name == name)).ToImmutableArray();
        var rows = cohort.Train.IsEmpty ? cohort.Test : cohort.Train;
        var fill = variables.Select((v, i) => FillOf(v, [.. rows.Select(p => p.Values[i]).Where(x => !double.IsNaN(x))])).ToImmutableArray();
        return new CovariateEncoder(variables, fill, CovariateLayout.Columns(protocol));
    }

    /// <summary>Count, sum and sum of squares of the number columns over <paramref name="patients"/>, after imputation.</summary>
    public ColumnSums Sums(IEnumerable<CohortPatient> patients)
    {
        var (count, sum, squares) = (new long[Numbers], new double[Numbers], new double[Numbers]);
        foreach (var patient in patients)
        {
            var column = 0;
            for (var i = 0; i < variables.Length; i++)
            {
                if (variables[i].Type != VariableType.Number)
                    continue;
                if (ValueOf(patient, i) is var value && !double.IsNaN(value))
                    (count[column], sum[column], squares[column]) = (count[column] + 1, sum[column] + value, squares[column] + (value * value));
                column++;
            }
        }

        return new ColumnSums([.. count], [.. sum], [.. squares]);
    }

    /// <summary>
    /// The standardiser a site uses: identity for <see cref="Standardisation.None"/>, its own rows' for <see cref="Standardisation.Site"/>, that of all
    /// training sites' <paramref name="sums"/> (site-id order) for <see cref="Standardisation.Federated"/>.
    /// </summary>
    public Standardiser Standardise(Standardisation rule, Cohort cohort, IEnumerable<ColumnSums> sums) => rule switch
    {
        Standardisation.Site => Standardiser.FromSums([Sums(cohort.Train.IsEmpty ? cohort.Test : cohort.Train)]),
        Standardisation.Federated => Standardiser.FromSums(sums),
        _ => Standardiser.Identity(Numbers),
    };

    /// <summary>A patient's row, one value per column of <see cref="Columns"/>.</summary>
    public float[] Encode(CohortPatient patient, Standardiser standardiser)
    {
        var row = new float[Columns.Length];
        var (column, number) = (0, 0);
        for (var i = 0; i < variables.Length; i++)
        {
            var value = ValueOf(patient, i);
            if (variables[i].Type == VariableType.Number)
            {
                row[column++] = double.IsNaN(value) ? 0 : (float)((value - standardiser.Mean[number]) / standardiser.Deviation[number]);
                number++;
            }
            else
            {
                if (!double.IsNaN(value))
                    row[column + (int)value] = 1;
                column += variables[i].Codes.Length;
            }
        }

        return row;
    }

    private double ValueOf(CohortPatient patient, int variable) => double.IsNaN(patient.Values[variable]) ? fill[variable] : patient.Values[variable];

    private static double FillOf(Variable variable, List<double> known)
    {
        if (known.Count == 0)
            return double.NaN;
        if (variable.Type == VariableType.Code)
            return known.GroupBy(x => x).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        known.Sort();
        return known.Count % 2 == 1 ? known[known.Count / 2] : (known[(known.Count / 2) - 1] + known[known.Count / 2]) / 2;
    }
}
