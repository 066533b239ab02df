using Google.Protobuf;
using Grpc.Core;
using Lamella.Coordinator.Hosting;
using Lamella.Federation;
using Lamella.Transport.Line;
using Lamella.Transport.Local;
using Lamella.Transport.Mapping;
using Lamella.Transport.Wire;

namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>Names of files that would be paths, and files of others.</summary>
[Collection(nameof(HostileGround))]
public class BlobNameTests(HostileGround ground)
{
    public static TheoryData<string> Names => ["", "..", "../../../../etc/passwd", "../ledger.key.pem", new string('.', 31), new string('/', 33), new string('a', 64), "a\0b"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_that_is_no_hash_is_refused_at_every_call(string name)
    {
        using var channel = HubChannel.Of(ground.Mallory);
        var blobs = new Blobs.BlobsClient(channel.Channel);
        var blob = ByteString.CopyFromUtf8(name);
        Func<Task>[] calls =
        [
            async () => await blobs.FindAsync(new FindRequest { Blob = blob }),
            async () => await blobs.Download(new DownloadRequest { Blob = blob }).ResponseStream.MoveNext(CancellationToken.None),
            async () =>
            {
                using var upload = blobs.Upload();
                await upload.RequestStream.WriteAsync(new UploadFrame { Start = new UploadStart { Blob = blob, Length = 10 } });
                await upload.ResponseAsync;
            },
        ];
        foreach (var call in calls)
            Assert.Equal(ErrorCodes.MessageUnreadable, WireFaults.FromWire(await Assert.ThrowsAsync<RpcException>(call))?.Code);
        Assert.Empty(ground.Federation.Broken);
    }

    [Fact]
    public async Task A_site_that_takes_part_in_nothing_gets_no_model_and_leaves_no_file()
    {
        using var channel = HubChannel.Of(ground.Mallory);
        var blobs = new Blobs.BlobsClient(channel.Channel);
        var model = ground.Federation.Coordinator.State.Runs.Values.Single().Model!;
        var hash = WireMapping.HashToWire(model);
        var download = await Assert.ThrowsAsync<RpcException>(() => blobs.Download(new DownloadRequest { Blob = hash }).ResponseStream.MoveNext(CancellationToken.None));
        using var upload = blobs.Upload();
        await upload.RequestStream.WriteAsync(new UploadFrame { Start = new UploadStart { Blob = hash, Length = 10 } });
        var uploading = await Assert.ThrowsAsync<RpcException>(() => upload.ResponseAsync);
        Assert.All([download, uploading], f => Assert.Equal(ErrorCodes.CallerRefused, WireFaults.FromWire(f)?.Code));
        var folder = CoordinatorFolder.Open(ground.Federation.PathOf("coordinator"));
        Assert.DoesNotContain(Directory.Exists(folder.Incoming) ? Directory.GetFiles(folder.Incoming) : [], f => Path.GetFileName(f).StartsWith("mallory", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("models/..%2F..%2Fledger.key.pem")]
    [InlineData("models/%2e%2e%2fledger.key.pem")]
    [InlineData("models/ledger.key.pem")]
    public async Task The_local_socket_hands_out_models_and_no_other_file(string path)
    {
        using var client = new LocalClient(CoordinatorFolder.Open(ground.Federation.PathOf("coordinator")).Socket, "coordinator run");
        var fault = await Assert.ThrowsAsync<LamellaException>(() => client.GetAsync<object>(path, CancellationToken.None));
        Assert.Equal(ErrorCodes.RequestRefused, fault.Code);
    }
}
