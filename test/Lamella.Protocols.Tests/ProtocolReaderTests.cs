using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Protocols.Tests;

public sealed class ProtocolReaderTests
{
    [Fact]
    public void A_valid_protocol_becomes_records()
    {
        var reading = ProtocolReader.Read(StudyTexts.Valid);

        Assert.Empty(reading.Faults);
        var protocol = reading.Protocol!;
        Assert.Equal(["away", "north", "south"], protocol.Sites.Select(s => s.Id.Value));
        Assert.Equal([42UL, 43UL], protocol.Seeds);
        Assert.Equal(new BinaryTask("relapse", "yes"), protocol.Task);
        Assert.Equal(["age", "grade", "er", "pr"], protocol.Inputs.Clinical);
        Assert.Equal(["0", "1"], protocol.Dictionary[3].Codes);
        Assert.Equal(["age", "grade=G1", "grade=G2", "grade=G3", "er=0", "er=1", "pr=0", "pr=1"], CovariateLayout.Columns(protocol));
        Assert.Equal(Standardisation.Federated, protocol.Inputs.Standardise);
        Assert.Equal(new SeededSplit(0.3), protocol.Split);
        Assert.Equal(2, protocol.Quorum.Sites);
    }

    [Fact]
    public void Strategies_take_the_published_name_and_complete_their_optimiser_from_the_general_one()
    {
        var protocol = ProtocolReader.Read(StudyTexts.Valid).Protocol!;

        Assert.Equal(["FedAvg", "FedProx", "FedAdam"], protocol.Strategies.Select(s => s.Name));
        Assert.Null(protocol.Strategies[0].Optimiser);
        Assert.Equal(new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = .01, Momentum = .5 }, protocol.Strategies[1].Optimiser);
        Assert.Equal(new OptimiserSpec { Kind = OptimiserKind.Adam, LearningRate = .1 }, protocol.Strategies[2].Optimiser);
        var adam = Assert.IsType<FedAdamSpec>(protocol.Strategies[2]);
        Assert.Equal((.1, .9, .999, 1e-8), (adam.ServerLearningRate, adam.Beta1, adam.Beta2, adam.Tau));
    }

    [Fact]
    public void Yaml_and_json_of_the_same_study_have_the_same_hash()
    {
        var yaml = ProtocolReader.Read(StudyTexts.Valid).Protocol!;
        var json = ProtocolReader.Read("""
            {
              "strategies": [{"kind": "fedavg"}, {"kind": "fedprox", "mu": 0.1, "optimiser": {"learningRate": 0.01}},
                {"kind": "fedadam", "serverLearningRate": 0.1, "beta2": 0.999, "tau": 1e-8, "optimiser": {"kind": "adam"}}],
              "study": "small", "title": "A small study", "seeds": [42, 43], // a comment
              "sites": [{"id": "south"}, {"id": "north", "name": "North"}, {"id": "away", "role": "external"}],
              "dictionary": [
                {"name": "age", "type": "number", "unit": "years", "knownAt": "diagnosis"},
                {"name": "grade", "type": "code", "codes": ["G1", "G2", "G3"], "missing": ["GX"], "knownAt": "diagnosis"},
                {"name": "er", "type": "code", "codes": ["0", "1"], "knownAt": "diagnosis"},
                {"name": "pr", "type": "code", "codes": ["0", "1"], "knownAt": "diagnosis"},
                {"name": "relapse", "type": "code", "codes": ["no", "yes"], "knownAt": "later"},
                {"name": "days", "type": "number", "unit": "days", "knownAt": "later"},
                {"name": "note", "type": "text", "knownAt": "diagnosis"}],
              "task": {"kind": "binary", "outcome": "relapse", "positive": "yes"},
              "inputs": {"clinical": ["age", "grade", "er", "pr"], "standardise": "federated"},
              "split": {"kind": "seeded", "testShare": 0.3},
              "model": {"head": "logistic"},
              "training": {"rounds": 5, "roundSteps": 10, "batch": 8, "optimiser": {"kind": "sgd", "learningRate": 0.1, "momentum": 0.5}},
              "quorum": {"sites": 2},
            }
            """);

        Assert.Empty(json.Faults);
        Assert.Equal(ProtocolEncoding.Hash(yaml), ProtocolEncoding.Hash(json.Protocol!));
    }

    [Fact]
    public void What_is_read_survives_the_canonical_encoding()
    {
        var protocol = ProtocolReader.Read(StudyTexts.Valid).Protocol!;

        Assert.Equal(ProtocolEncoding.Hash(protocol), ProtocolEncoding.Hash(ProtocolEncoding.Decode(ProtocolEncoding.Encode(protocol))));
    }

    [Fact]
    public void Ten_faults_give_ten_messages_with_their_lines()
    {
        var reading = ProtocolReader.Read("""
            study: Ten Faults
            title: A study with ten faults
            seeds: [42, -1]
            sites: [{id: a}, {id: a}]
            dictionary:
              - {name: age, type: nummer, knownAt: diagnosis}
              - {name: relapse, type: code, codes: [no, yes], knownAt: later}
            task: {kind: binary, outcome: relaps, positive: yes}
            inputs: {clinical: [relapse2, age]}
            split: {kind: seeded, testShare: 1.5}
            model: {head: logistik}
            training: {rounds: 0, roundSteps: 10, batch: 8, optimiser: {learningRate: .1}}
            strategies: [{kind: fedavg, momentun: .9}]
            """);

        Assert.Null(reading.Protocol);
        Assert.Equal([1, 3, 4, 6, 8, 9, 10, 11, 12, 13], reading.Faults.Select(f => f.Line));
        Assert.Equal(
            ["study", "seeds[1]", "sites[1]", "dictionary[0].type", "task.outcome", "inputs.clinical[0]", "split.testShare", "model.head", "training.rounds", "strategies[0].momentun"],
            reading.Faults.Select(f => f.Path));
        Assert.All(reading.Faults, f => Assert.NotEmpty(f.Allowed));
        Assert.Contains("Did you mean 'number'?", reading.Faults[3].Wrong);
        Assert.Contains("Did you mean 'relapse'?", reading.Faults[4].Wrong);
        Assert.Contains("Did you mean 'logistic'?", reading.Faults[7].Wrong);
    }

    [Fact]
    public void Read_or_throw_lists_every_fault()
    {
        using var folder = new Lamella.Testing.TemporaryFolder();
        var path = folder.File("bad.yaml");
        File.WriteAllText(path, StudyTexts.With("rounds: 5", "rounds: 0").Replace("mu: .1", "mu: -1", StringComparison.Ordinal));

        var fault = Assert.Throws<LamellaException>(() => ProtocolReader.ReadOrThrow(path));

        Assert.Equal(ErrorCodes.ProtocolInvalid, fault.Code);
        Assert.Contains("line 20, training.rounds: '0' does not fit. Allowed: a whole number from 1 to 100000.", fault.Message);
        Assert.Contains("strategies[1].mu", fault.Message);
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => ProtocolReader.ReadOrThrow(folder.File("none.yaml"))).Code);
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("just words", 1, "no keys")]
    [InlineData("study: [a", 2, "not YAML")]
    [InlineData("study: a\nstudy: b", 2, "given twice")]
    [InlineData("a: &x 1\nb: *x", 2, "alias")]
    [InlineData("study: a\n---\nstudy: b", 2, "second document")]
    [InlineData("{\"study\": \"a\",\n \"title\" \"b\"}", 2, "not JSON")]
    [InlineData("{\"study\": \"a\",\n \"study\": \"b\"}", 2, "given twice")]
    public void What_is_no_document_is_said_with_its_line(string text, int line, string words)
    {
        Assert.Contains(ProtocolReader.Read(text).Faults, f => f.Line == line && f.Wrong.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void Deep_nesting_is_a_fault_not_a_crash()
    {
        Assert.NotEmpty(ProtocolReader.Read("a: " + new string('[', 5000)).Faults);
        Assert.NotEmpty(ProtocolReader.Read("{\"a\": " + new string('[', 5000)).Faults);
    }
}
