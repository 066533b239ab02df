using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Work;

namespace Lamella.EndToEnd.Tests.Workers;

/// <summary>A coordinator that publishes another model than the approved study's.</summary>
public class HostileModelTests
{
    [Theory]
    [InlineData(17, ErrorCodes.ManifestMismatch)]
    [InlineData(16, ErrorCodes.SafetensorsCorrupt)]
    public async Task A_bigger_model_than_the_studys_or_more_than_a_model_is_not_trained(int hidden, string code)
    {
        using var site = new WorkerSite();
        var protocol = site.Study.Protocol;
        var shape = ModelShape.Create(HeadPresets.Create("mlp", new HeadOptions { Hidden = [hidden], Dropout = 0.3 }), protocol.Inputs, protocol.Task, CovariateLayout.Columns(protocol).Length, protocol.Training.KeepLocal);
        var path = Path.Combine(site.Home, "published");
        using (var file = File.Create(path))
        {
            Safetensors.Write(file, shape.Manifest.Shared(), shape.Manifest.InitialWeights(1).AsMemory(0, shape.Manifest.SharedCount));
            if (hidden == 16)
                file.Write(new byte[64]);
        }

        var folder = new SiteFolder(site.Home);
        new SiteCohorts(folder.Cohorts).Add("all", site.Study.Sites[site.Site].MapFile, site.Study.Sites[site.Site].Folder, null, null, DateTimeOffset.UnixEpoch);
        new StudyCohorts(folder).Bind(site.Run.ProtocolSha256, "all");
        await using var executor = site.Open();
        using var work = new ProcessRoundWork(folder, site.Site, _ => Task.FromResult(protocol), executor, TimeProvider.System);
        var order = site.Order with { ModelSha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) };
        var fault = await Assert.ThrowsAsync<LamellaException>(() => work.DoAsync(order, new RoundFiles(path, null, null), _ => { }, default));
        Assert.Equal(code, fault.Code);
        Assert.Contains("The published model", fault.Fault, StringComparison.Ordinal);
        Assert.False(Directory.EnumerateFiles(folder.Jobs, "update*", SearchOption.AllDirectories).Any());
    }
}
