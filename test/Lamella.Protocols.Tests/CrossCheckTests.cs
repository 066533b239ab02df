namespace Lamella.Protocols.Tests;

public sealed class CrossCheckTests
{
    [Theory]
    [InlineData("clinical: all", "clinical: [days]", "inputs.clinical[0]", "known only later")]
    [InlineData("clinical: all", "clinical: [note]", "inputs.clinical[0]", "type text")]
    [InlineData("clinical: all", "clinical: [relapse]", "inputs.clinical[0]", "is the outcome")]
    [InlineData("clinical: all", "clinical: [agee]", "inputs.clinical[0]", "Did you mean 'age'?")]
    [InlineData("clinical: all", "clinical: [age, age]", "inputs.clinical[1]", "given twice")]
    [InlineData("clinical: all", "clinical: []", "inputs", "nothing to predict from")]
    [InlineData("clinical: all", "clinical: all, bags: {dimension: 8}", "inputs.fusion", "not how they meet")]
    [InlineData("clinical: all", "clinical: all, fusion: late", "inputs.fusion", "nothing to fuse")]
    [InlineData("{kind: binary, outcome: relapse, positive: yes}", "{kind: binary, outcome: relapse, positive: maybe}", "task.positive", "not a code")]
    [InlineData("{kind: binary, outcome: relapse, positive: yes}", "{kind: survival, time: relapse, event: er}", "task.time", "of type code")]
    [InlineData("{kind: binary, outcome: relapse, positive: yes}", "{kind: survival, time: days, event: relapse}", "task.event", "codes no, yes")]
    [InlineData("{kind: binary, outcome: relapse, positive: yes}", "{kind: multiclass, outcome: relapse, classes: [no, later]}", "task.classes[1]", "not a code")]
    [InlineData("{id: south}", "{id: north}", "sites[1]", "given twice")]
    [InlineData("quorum: {sites: 2}", "quorum: {sites: 3}", "quorum.sites", "2 train")]
    [InlineData("quorum: {sites: 2}", "quorum: {sampleShare: 0}", "quorum.sampleShare", "does not fit")]
    [InlineData("quorum: {sites: 2}", "quorum: {required: [north, nowhere]}", "quorum.required[1]", "not a training site")]
    [InlineData("quorum: {sites: 2}", "quorum: {required: [away]}", "quorum.required[0]", "not a training site")]
    [InlineData("quorum: {sites: 2}", "quorum: {required: [north, north]}", "quorum.required[1]", "given twice")]
    [InlineData("quorum: {sites: 2}", "normFactor: 1", "normFactor", "does not fit")]
    [InlineData("quorum: {sites: 2}", "late: {weight: 0}", "late.weight", "does not fit")]
    [InlineData("quorum: {sites: 2}", "late: {weight: 1.5}", "late.weight", "does not fit")]
    [InlineData("quorum: {sites: 2}", "aggregation: {kind: medain}", "aggregation.kind", "Did you mean")]
    [InlineData("quorum: {sites: 2}", "aggregation: {kind: median, trim: .1}", "aggregation.trim", "")]
    [InlineData("quorum: {sites: 2}", "aggregation: {kind: trimmed-mean, trim: .5}", "aggregation.trim", "does not fit")]
    [InlineData("quorum: {sites: 2}", "aggregation: {kind: trimmed-mean, trim: .2}", "aggregation.trim", "none would be left")]
    [InlineData("quorum: {sites: 2}", "aggregation: {kind: krum, hostile: 1}", "aggregation.hostile", "needs 5 training sites, this study has 2")]
    [InlineData("quorum: {sites: 2}", "aggregation: {kind: krum}", "aggregation.hostile", "missing")]
    [InlineData("quorum: {sites: 2}", "aggregation: {kind: norm-clip, norm: 0}", "aggregation.norm", "does not fit")]
    [InlineData("batch: 8", "batch: 8\n  keepLocal: [head.bias]", "training.keepLocal", "external site")]
    [InlineData("batch: 8", "batch: 8\n  classWeights: [1, 2, 3]", "training.classWeights", "3 weights are given for 2 classes")]
    [InlineData("batch: 8", "batch: 8\n  roundEpochs: 1", "training", "Both roundSteps and roundEpochs")]
    [InlineData("batch: 8", "batch: 8\n  earlyStopping: {share: .5, patience: 2}", "training.earlyStopping.share", "does not fit")]
    [InlineData("batch: 8", "batch: 8\n  earlyStopping: {share: .2, patience: 0}", "training.earlyStopping.patience", "does not fit")]
    [InlineData("- {kind: fedavg}", "- {kind: fedavg, name: FedProx}", "strategies[1]", "given twice")]
    [InlineData("- {kind: fedavg}", "- {kind: fedavg, optimiser: {kind: adam, momentum: .9}}", "strategies[0].optimiser.momentum", "belongs to sgd")]
    [InlineData("- {kind: fedavg}", "- {kind: scaffold, optimiser: {kind: adam}}", "strategies[0].optimiser", "plain descent")]
    [InlineData("- {kind: fedavg}", "- {kind: scaffold, optimiser: {kind: sgd, momentum: .9}}", "strategies[0].optimiser", "plain descent")]
    [InlineData("model: {head: logistic}", "model: {head: deepmil}", "model.head", "no bags")]
    [InlineData("model: {head: logistic}", "model: {head: logistic, width: 8}", "model.width", "has no option")]
    [InlineData("model: {head: logistic}", "model: {blocks: [{gatedAttention: 8}]}", "model", "needs tiles")]
    [InlineData("model: {head: logistic}", "model: {blocks: [{linear: 8}, {actvation: relu}]}", "model.blocks[1]", "Did you mean 'activation'?")]
    [InlineData("model: {head: logistic}", "model: {blocks: [{linear: {out: 9000}}]}", "model.blocks[0].linear.out", "does not fit")]
    [InlineData("model: {head: logistic}", "model: {head: mlp, maxParameters: 10}", "model", "exceed the limit")]
    [InlineData("codes: [no, yes]", "codes: [no, yes, yes]", "dictionary[3].codes[2]", "given twice")]
    [InlineData("codes: [G1, G2, G3]", "codes: [G1, GX]", "dictionary[1].codes", "both an allowed and a missing code")]
    [InlineData("{name: days, type: number", "{name: age, type: number", "dictionary[4]", "given twice")]
    [InlineData("{name: note, type: text", "{name: note, type: code", "dictionary[5].codes", "needs its codes")]
    [InlineData("seeds: [42, 43]", "seeds: [42, 42]", "seeds[1]", "given twice")]
    [InlineData("quorum: {sites: 2}", "baselines: {local: false}", "baselines.ensemble", "local is false")]
    public void One_wrong_thing_gives_one_fault(string part, string replacement, string path, string words)
    {
        var fault = Assert.Single(ProtocolReader.Read(StudyTexts.With(part, replacement)).Faults);

        Assert.Equal(path, fault.Path);
        Assert.Contains(words, fault.Wrong);
        Assert.True(fault.Line > 0);
    }

    [Theory]
    [InlineData("keepLocal: [head.bias]", "- {kind: fedavg}", "cannot be returned to")]
    [InlineData("accumulate: 1", "- {kind: cyclic}", "judged by another site's patients")]
    public void Early_stopping_is_refused_where_rounds_cannot_be_compared_or_returned_to(string training, string strategy, string words)
    {
        var text = StudyTexts.With("batch: 8", $"batch: 8\n  earlyStopping: {{share: .2, patience: 2}}\n  {training}").Replace("- {kind: fedavg}", strategy, StringComparison.Ordinal);

        Assert.Contains(ProtocolReader.Read(text).Faults, f => f.Path == "training.earlyStopping" && f.Wrong.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void A_survival_batch_of_one_is_refused_since_it_teaches_nothing()
    {
        var text = StudyTexts.With("batch: 8", "batch: 1").Replace("{kind: binary, outcome: relapse, positive: yes}", "{kind: survival, time: days, event: er}", StringComparison.Ordinal);

        Assert.Contains(ProtocolReader.Read(text).Faults, f => f.Path == "training.batch" && f.Wrong.Contains("nobody to compare", StringComparison.Ordinal));
    }

    [Fact]
    public void A_study_of_external_sites_alone_has_nothing_to_train_on()
    {
        var text = StudyTexts.With("role: train", "role: external").Replace("{id: south}", "{id: south, role: external}", StringComparison.Ordinal);

        Assert.Contains("nothing to train on", Assert.Single(ProtocolReader.Read(text).Faults).Wrong);
    }
}
