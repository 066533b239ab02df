namespace Lamella.Protocols.Tests;

/// <summary>A small valid protocol that tests bend.</summary>
internal static class StudyTexts
{
    public const string Valid = """
        study: small
        title: A small study
        seeds: [42, 43]
        sites:
          - {id: north, role: train, name: North}
          - {id: south}
          - {id: away, role: external}
        dictionary:
          - {name: age, type: number, unit: years, knownAt: diagnosis}
          - {name: grade, type: code, codes: [G1, G2, G3], missing: [GX], knownAt: diagnosis}
          - {names: [er, pr], type: code, codes: [0, 1], knownAt: diagnosis}
          - {name: relapse, type: code, codes: [no, yes], knownAt: later}
          - {name: days, type: number, unit: days, knownAt: later}
          - {name: note, type: text, knownAt: diagnosis}
        task: {kind: binary, outcome: relapse, positive: yes}
        inputs: {clinical: all, standardise: federated}
        split: {kind: seeded, testShare: 0.3}
        model: {head: logistic}
        training:
          rounds: 5
          roundSteps: 10
          batch: 8
          optimiser: {kind: sgd, learningRate: .1, momentum: .5}
        strategies:
          - {kind: fedavg}
          - {kind: fedprox, mu: .1, optimiser: {learningRate: .01}}
          - {kind: fedadam, serverLearningRate: .1, beta2: .999, tau: 1e-8, optimiser: {kind: adam}}
        quorum: {sites: 2}
        """;

    /// <summary>The valid text with one part replaced; the part must be there.</summary>
    public static string With(string part, string replacement)
    {
        Assert.Contains(part, Valid, StringComparison.Ordinal);
        return Valid.Replace(part, replacement, StringComparison.Ordinal);
    }
}
