using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>
/// A strategy in its two halves. At the site it says how training is corrected and what is sent beside the delta; at the coordinator it turns
/// the weighted means into the next model. It sees plain vectors of the shared parameters [P] and knows no tensor engine. Every strategy uses the
/// same delta-form update, y - x. Pure and without state of its own: whatever must last is in the named vectors, which the hosts keep.
/// </summary>
public interface IFederatedStrategy
{
    /// <summary>The spec it executes.</summary>
    StrategySpec Spec { get; }

    /// <summary>Rounds on record when the protocol says <paramref name="rounds"/>; Cyclic has one per site and protocol round.</summary>
    int RoundsOnRecord(int rounds, int sites) => rounds;

    /// <summary>The sites of round <paramref name="round"/> (from 1), out of the training sites in site-id order.</summary>
    IReadOnlyList<SiteId> Select(int round, IReadOnlyList<SiteId> sites) => sites;

    /// <summary>Number of vectors [P] the coordinator keeps from round to round; they start at <see cref="InitialServerState"/>.</summary>
    int ServerStateVectors => 0;

    /// <summary>Start value of server state vector <paramref name="index"/>.</summary>
    double InitialServerState(int index) => 0;

    /// <summary>True when there is a control variate: sites keep one vector [P], get the server's first one with the model, and send its change.</summary>
    bool HasControl => false;

    /// <summary>Site half, before training.</summary>
    /// <param name="model">The round's base model [P].</param>
    /// <param name="serverControl">The server's control [P]; empty without control.</param>
    /// <param name="siteControl">The site's control [P]; empty without control.</param>
    LocalCorrection Correct(ReadOnlyMemory<float> model, ReadOnlySpan<float> serverControl, ReadOnlySpan<float> siteControl);

    /// <summary>
    /// Site half, after training: the site's next control [P] and its change, which is sent.
    /// Called only when <see cref="HasControl"/>.
    /// </summary>
    /// <param name="delta">y - x [P].</param>
    /// <param name="serverControl">The server's control [P].</param>
    /// <param name="siteControl">The site's control [P]; becomes the next one.</param>
    /// <param name="change">Receives next minus old [P].</param>
    /// <param name="steps">Local steps K, at least 1.</param>
    /// <param name="learningRate">Local learning rate.</param>
    void UpdateControl(ReadOnlySpan<float> delta, ReadOnlySpan<float> serverControl, Span<float> siteControl, Span<float> change, long steps, double learningRate) =>
        throw new NotSupportedException($"{Spec.Name} has no control variate.");

    /// <summary>Weights of the contributions; they add up to 1.</summary>
    double[] Weights(ReadOnlySpan<Contribution> contributions);

    /// <summary>Weights of the control changes; without absent sites the same as <see cref="Weights"/>.</summary>
    double[] ControlWeights(ReadOnlySpan<Contribution> contributions, Population population) => Weights(contributions);

    /// <summary>Server half, over any slice of the vectors.</summary>
    /// <param name="model">Base model x.</param>
    /// <param name="meanDelta">Weighted mean of the deltas.</param>
    /// <param name="controlChange">Weighted sum of the control changes; empty without control.</param>
    /// <param name="state">Server state vectors, updated in place.</param>
    /// <param name="next">Receives the next model.</param>
    void Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> meanDelta, ReadOnlySpan<double> controlChange, ReadOnlySpan<Memory<float>> state, Span<float> next);
}
