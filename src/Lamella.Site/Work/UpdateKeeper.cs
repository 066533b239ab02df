using System.Security.Cryptography;
using Lamella.Federation.Rounds;
using Lamella.Storage;

namespace Lamella.Site.Work;

/// <summary>
/// Updates as the site sends them: copied out of the worker's folder and hashed while they are copied, so that what leaves is what was checked, whatever a
/// worker does to its files afterwards.
/// </summary>
/// <param name="folder">A folder that no worker sees.</param>
internal sealed class UpdateKeeper(string folder)
{
    /// <summary>The coordinator may have lost the last one, so the one before is kept too.</summary>
    private const int Kept = 2;

    /// <summary>Where an update is; null when it is no longer kept.</summary>
    public string? Find(string sha256) => File.Exists(PathOf(sha256)) ? PathOf(sha256) : null;

    /// <summary>Takes the file that a worker speaks of; null when it is not the one the worker says it is.</summary>
    public string? Take(string path, UpdateMade says)
    {
        using var source = JobFolder.OpenPlain(path);
        if (source is null || source.Length != says.Bytes || !says.Update.All(char.IsAsciiHexDigitLower) || says.Update.Length != 2 * SHA256.HashSizeInBytes)
            return null;
        if (Find(says.Update) is { } there)
            return there;
        var arriving = Path.Combine(folder, "arriving");
        string found;
        DurableFile.MakeFolder(folder);
        DurableFile.Replace(arriving, target =>
        {
            var buffer = new byte[1 << 16];
            for (var left = says.Bytes; left > 0;)
            {
                var read = source.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
                if (read == 0)
                    break;
                target.Write(buffer, 0, read);
                left -= read;
            }
        });
        using (var copy = File.OpenRead(arriving))
            found = Convert.ToHexStringLower(SHA256.HashData(copy));
        if (found != says.Update)
        {
            File.Delete(arriving);
            return null;
        }

        File.Move(arriving, PathOf(found));
        foreach (var old in new DirectoryInfo(folder).EnumerateFiles().OrderByDescending(f => f.LastWriteTimeUtc).Skip(Kept).ToList())
            old.Delete();
        return PathOf(found);
    }

    private string PathOf(string sha256) => Path.Combine(folder, sha256);
}
