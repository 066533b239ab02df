using System.CommandLine;
using Lamella.Cli.Bundles;
using Lamella.Cli.Verbs;
using Lamella.Federation;
using Lamella.Testing;

namespace Lamella.Cli.Tests.Bundles;

/// <summary>What is refused before anything is built; <c>./lamella bundle-check</c> makes whole bundles and installs them.</summary>
public sealed class BundleVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("hub", "a.tar.gz")]
    [InlineData("site", "a.zip")]
    [InlineData("site", "")]
    public async Task A_role_or_a_name_that_cannot_be_is_refused(string role, string file) =>
        Assert.Equal(ErrorCodes.UsageWrong, (await RefusedAsync("--role", role, "--out", folder.File(file))).Code);

    [Fact]
    public async Task A_key_that_is_not_there_is_said_and_nothing_is_left_where_the_archive_goes()
    {
        Assert.Equal(ErrorCodes.FileMissing, (await RefusedAsync("--role", "coordinator", "--out", folder.File("a.tar.gz"), "--key", folder.File("none.pem"))).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void Too_little_room_is_said_before_minutes_are_spent()
    {
        var fault = Assert.Throws<LamellaException>(() => BundleRoom.Require(folder.FullName, int.MaxValue));
        Assert.Equal(ErrorCodes.DiskFull, fault.Code);
        Assert.Contains(folder.FullName, fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_on_the_machine_is_a_fault_with_a_remedy()
    {
        var fault = await Assert.ThrowsAsync<LamellaException>(() => ChildProgram.RunAsync("no-such-program", ["x"], "Install it.", TestContext.Current.CancellationToken));
        Assert.Equal((ErrorCodes.BundleFailed, "Install it."), (fault.Code, fault.Remedy));
    }

    [Fact]
    public void The_libraries_that_ldd_finds_are_taken_and_one_that_it_misses_is_named()
    {
        Assert.Equal(["/lib/x86_64-linux-gnu/libz.so.1"], SystemLibraries.Paths("\tlinux-vdso.so.1 (0x00007f)\n\tlibz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f)\n\t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n"));
        var fault = Assert.Throws<LamellaException>(() => SystemLibraries.Paths("\tlibz.so.1 => not found\n"));
        Assert.Contains("libz.so.1", fault.Fault, StringComparison.Ordinal);
    }

    private static Task<LamellaException> RefusedAsync(params string[] arguments) => Assert.ThrowsAsync<LamellaException>(() =>
        BundleVerb.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = TextWriter.Null }, TestContext.Current.CancellationToken));
}
