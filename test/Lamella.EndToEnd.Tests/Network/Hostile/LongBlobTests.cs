using Lamella.Federation;
using Lamella.Transport.Line;

namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>A coordinator that sends more than a file of the study can have.</summary>
public class LongBlobTests
{
    [Fact]
    public async Task A_site_takes_no_more_than_a_file_can_have_and_keeps_nothing_of_it()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.BeginAsync();
        var model = (await federation.EndAsync()).Model!;
        using var identity = await federation.IdentityOfAsync(study.Hospitals[0].Site);
        using var transfer = new BlobTransfer(identity, TimeProvider.System);
        var path = federation.PathOf("model");
        await transfer.DownloadAsync(model, path, long.MaxValue, default);
        var length = new FileInfo(path).Length;
        File.Delete(path);

        await transfer.DownloadAsync(model, path, length, default);
        File.Delete(path);
        var fault = await Assert.ThrowsAsync<LamellaException>(() => transfer.DownloadAsync(model, path, length - 1, default));
        Assert.Equal(ErrorCodes.BlobCorrupt, fault.Code);
        Assert.Contains($"longer than the {length - 1} bytes", fault.Fault, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }
}
