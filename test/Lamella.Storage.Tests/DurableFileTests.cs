using Lamella.Federation;
using Lamella.Testing;

namespace Lamella.Storage.Tests;

public class DurableFileTests
{
    [Fact]
    public void A_file_is_replaced_as_a_whole_and_missing_folders_are_made()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a", "b", "file");
        DurableFile.Replace(path, file => file.Write("a long first content"u8));
        File.WriteAllText(path + ".part", "left by a crash, and longer than what comes next");
        DurableFile.Replace(path, file => file.Write("second"u8));
        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_old_file_is_there_while_the_new_one_is_written_and_after_a_fault_in_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("file");
        DurableFile.Replace(path, file => file.Write("old"u8));
        Assert.Throws<InvalidOperationException>(() => DurableFile.Replace(path, file =>
        {
            file.Write("half"u8);
            file.Flush();
            Assert.Equal("old", File.ReadAllText(path));
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFiles(folder.FullName));
    }

    [Fact]
    public void Without_room_the_old_file_stays_and_nothing_is_left_of_the_new_one()
    {
        using var disk = new SmallDisk(kilobytes: 256);
        var path = Path.Combine(disk.Folder, "file");
        DurableFile.Replace(path, file => file.Write("old"u8));
        disk.Fill(leave: 8192);
        var fault = Assert.Throws<LamellaException>(() => DurableFile.Replace(path, file => file.Write(new byte[200_000])));
        Assert.Equal(ErrorCodes.DiskFull, fault.Code);
        Assert.Contains($"'{path}'", fault.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFiles(disk.Folder));
        Assert.Equal(ErrorCodes.DiskFull, Assert.Throws<LamellaException>(() => DurableFile.Write(Path.Combine(disk.Folder, "other"), file => file.Write(new byte[200_000]))).Code);
    }

    [Fact]
    public void A_folder_gets_its_name_when_its_files_are_in_it()
    {
        using var folder = new TemporaryFolder();
        DurableFile.MakeFolder(folder.File("run", "filling"));
        DurableFile.Write(folder.File("run", "filling", "file"), file => file.Write("content"u8));
        DurableFile.PlaceFolder(folder.File("run", "filling"), folder.File("run", "round-1"));
        Assert.Equal("content", File.ReadAllText(folder.File("run", "round-1", "file")));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.File("run")));
    }

    [Fact]
    public void What_is_removed_is_gone_with_all_that_is_in_it_and_what_is_not_there_is_no_fault()
    {
        using var folder = new TemporaryFolder();
        DurableFile.MakeFolder(folder.File("run", "inner"));
        DurableFile.Write(folder.File("run", "inner", "file"), file => file.Write("content"u8));
        DurableFile.Write(folder.File("run", "other"), file => file.Write("content"u8));
        DurableFile.Remove(folder.File("run", "inner"));
        Assert.Equal([folder.File("run", "other")], Directory.EnumerateFileSystemEntries(folder.File("run")));
        DurableFile.Remove(folder.File("run", "other"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.File("run")));
        DurableFile.Remove(folder.File("run", "other"));
        DurableFile.Remove(folder.File("never", "there"));
    }
}
