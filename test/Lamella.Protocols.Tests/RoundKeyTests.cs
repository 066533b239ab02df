using Lamella.Federation.Studies;

namespace Lamella.Protocols.Tests;

public sealed class RoundKeyTests
{
    private const string FiveSites = "{id: south}\n  - {id: s3}\n  - {id: s4}\n  - {id: s5}";

    [Fact]
    public void Each_rule_is_read_as_its_record()
    {
        Assert.Equal(new MedianSpec(), Read("aggregation: {kind: median}").Aggregation);
        Assert.Equal(new TrimmedMeanSpec { Trim = .2 }, Read("aggregation: {kind: trimmed-mean, trim: 0.2}").Aggregation);
        Assert.Equal(new KrumSpec { Hostile = 1, Keep = 3 }, Read("aggregation: {kind: krum, hostile: 1, keep: 3}").Aggregation);
        Assert.Equal(new KrumSpec { Hostile = 1, Keep = 1 }, Read("aggregation: {kind: krum, hostile: 1}").Aggregation);
        Assert.Equal(new NormClipSpec { Norm = 1.5 }, Read("aggregation: {kind: norm-clip, norm: 1.5}").Aggregation);
        Assert.Equal(new NormClipSpec(), Read("aggregation: {kind: norm-clip}").Aggregation);
    }

    [Fact]
    public void Late_updates_the_norm_factor_and_the_quorum_are_read()
    {
        var protocol = Read("late: {weight: 0.5}\nnormFactor: 10\nquorum: {sites: 2, sampleShare: .6, required: [south, north]}");

        Assert.Equal(new LateSpec(.5), protocol.Late);
        Assert.Equal(10, protocol.NormFactor);
        Assert.Equal((2, .6), (protocol.Quorum.Sites, protocol.Quorum.SampleShare));
        Assert.Equal([new SiteId("north"), new SiteId("south")], protocol.Quorum.Required!.Value);
    }

    [Theory]
    [InlineData("aggregation: {kind: krum, hostile: 1, keep: 3}")]
    [InlineData("aggregation: {kind: norm-clip}")]
    [InlineData("late: {weight: 0.5}\nnormFactor: 7.5\nquorum: {sampleShare: .6, required: [north]}")]
    public void A_protocol_with_these_keys_survives_its_canonical_bytes(string keys)
    {
        var protocol = Read(keys);

        Assert.Equal(ProtocolEncoding.Hash(protocol), ProtocolEncoding.Hash(ProtocolEncoding.Decode(ProtocolEncoding.Encode(protocol))));
        Assert.NotEqual(ProtocolEncoding.Hash(Read("")), ProtocolEncoding.Hash(protocol));
    }

    [Fact]
    public void A_protocol_without_these_keys_keeps_its_hash() =>
        Assert.Equal("9f2101dff21e524338011842e94c945aeb239b5c342cc1f3d283246f54981b0c", ProtocolEncoding.Hash(ProtocolReader.Read(StudyTexts.Valid).Protocol!));

    [Theory]
    [InlineData("aggregation: {kind: median}", "{kind: scaffold}", "aggregation", "Scaffold sends a control variate")]
    [InlineData("aggregation: {kind: median}", "{kind: cyclic}", "aggregation", "one update")]
    [InlineData("late: {weight: 1}", "{kind: scaffold}", "late", "cannot be brought in late")]
    [InlineData("late: {weight: 1}", "{kind: cyclic}", "late", "cannot be brought in late")]
    public void What_a_strategy_cannot_do_is_refused_with_its_line_and_what_is_allowed(string keys, string strategy, string path, string words)
    {
        var text = Text(keys).Replace("{kind: fedavg}", strategy, StringComparison.Ordinal).Replace(", momentum: .5", "", StringComparison.Ordinal);
        var fault = Assert.Single(ProtocolReader.Read(text).Faults);

        Assert.Equal((path, text[..text.IndexOf(keys, StringComparison.Ordinal)].Count(c => c == '\n') + 1), (fault.Path, fault.Line));
        Assert.Contains(words, fault.Wrong);
        Assert.StartsWith("Allowed:", fault.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aggregation: {kind: krum, hostile: 2}", "aggregation.hostile", "Allowed: 1 to 1.")]
    [InlineData("aggregation: {kind: krum, hostile: 1, keep: 5}", "aggregation.keep", "Allowed: 1 to 4.")]
    [InlineData("aggregation: {kind: trimmed-mean, trim: .45}", "aggregation.trim", "Allowed: up to 0.4 for 5 updates.")]
    [InlineData("aggregation: {kind: trimmed-mean, trim: .3}\nquorum: {sites: 3}", "aggregation.trim", "Allowed: up to 0.25 for 4 updates.")]
    public void A_rule_that_asks_more_sites_than_train_is_told_how_far_it_may_go(string keys, string path, string allowed)
    {
        var fault = Assert.Single(ProtocolReader.Read(Text(keys)).Faults);

        Assert.Equal((path, allowed), (fault.Path, fault.Allowed));
    }

    private static string Text(string keys) => StudyTexts.With("quorum: {sites: 2}", keys).Replace("{id: south}", FiveSites, StringComparison.Ordinal);

    private static StudyProtocol Read(string keys)
    {
        var read = ProtocolReader.Read(Text(keys));
        Assert.Empty(read.Faults);
        return read.Protocol!;
    }
}
