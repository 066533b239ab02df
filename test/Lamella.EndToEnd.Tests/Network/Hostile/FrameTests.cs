using System.Buffers.Binary;
using System.Net.Http.Headers;
using Lamella.Federation;
using Lamella.Testing.Network.Frames;

namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>Bytes that are no messages, at every call.</summary>
[Collection(nameof(HostileGround))]
public class FrameTests(HostileGround ground, ITestOutputHelper output)
{
    private const int Frames = 20_000, PrefixBytes = 5;

    public static TheoryData<string> Calls => ["Enrolment/Join", "Enrolment/Renew", "Federation/Connect", "Blobs/Download", "Blobs/Find", "Blobs/Upload"];

    [Fact]
    public async Task Twenty_thousand_changed_messages_at_every_call_are_each_answered_or_refused_with_a_code()
    {
        FrameTally tally = null!;
        var (rounds, live, peak) = await ground.WhileOthersWorkAsync(async () =>
        {
            using var thrower = new FrameThrower(ground.Mallory, () => ground.Federation.Coordinator.State.Head);
            tally = await thrower.ThrowAsync(Frames, seed: 1, lanes: 4, CancellationToken.None);
        });
        output.WriteLine($"{rounds} rounds meanwhile; alive {live >> 10} KiB more, at most {peak >> 20} MiB more in memory");
        foreach (var (answer, count) in tally.Answers.OrderBy(a => a.Key, StringComparer.Ordinal))
            output.WriteLine($"{answer} {count}");
        Assert.True(tally.WithoutCode.IsEmpty, string.Join("\n", tally.WithoutCode));
        Assert.Equal(Frames, tally.Count);
        // They reach what lies behind the parser, too.
        Assert.Contains(tally.Answers.Keys, k => k == "Join LML9002");
        Assert.Contains(tally.Answers.Keys, k => k == "Connect LML9004");
        Assert.Contains(tally.Answers.Keys, k => k == "Renew LML9001");
        Assert.True(rounds > 0);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_message_that_is_cut_off_has_a_code(string call) => await ThrowAsync(call, Frame(0, 100, new byte[10]));

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_message_that_says_it_is_compressed_in_no_known_way_has_a_code(string call) => await ThrowAsync(call, Frame(1, 10, new byte[10]));

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_message_that_says_it_is_four_gigabytes_long_has_a_code(string call) => await ThrowAsync(call, Frame(0, uint.MaxValue, new byte[100]));

    [Fact]
    public async Task A_message_that_is_longer_than_any_may_be_has_a_code_and_is_not_held()
    {
        // 8 MiB each, and anybody may call: without a bound of its own the coordinator would hold them all.
        var (_, live, peak) = await ground.WhileOthersWorkAsync(() => Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ThrowAsync("Enrolment/Join", new LongContent(8 << 20)))));
        output.WriteLine($"alive {live >> 10} KiB more, at most {peak >> 20} MiB more in memory");
    }

    private Task ThrowAsync(string call, byte[] body) => ThrowAsync(call, new ByteArrayContent(body));

    private async Task ThrowAsync(string call, HttpContent content)
    {
        using var http = HostileDialling.Http(ground.Federation.Settings.PublicAddress, ground.Mallory.Certificate);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/lamella.v1.{call}") { Content = content, Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var answer = await http.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        var told = answer.Headers.Concat(answer.TrailingHeaders).Where(h => h.Key == "lamella-code").SelectMany(h => h.Value).ToList();
        Assert.True(told.SequenceEqual([ErrorCodes.MessageUnreadable]), $"{call}: {string.Join(' ', told)} {answer}");
        Assert.Empty(ground.Federation.Broken);
    }

    /// <summary>A message as gRPC frames it: compressed or not, length, bytes.</summary>
    private static byte[] Frame(byte compressed, uint length, byte[] bytes)
    {
        var frame = new byte[PrefixBytes + bytes.Length];
        frame[0] = compressed;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length);
        bytes.CopyTo(frame, PrefixBytes);
        return frame;
    }
}
