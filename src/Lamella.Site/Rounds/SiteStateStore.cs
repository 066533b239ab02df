using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Learning.Training;
using Lamella.Storage;

namespace Lamella.Site.Rounds;

/// <summary>
/// A site's committed rounds of one run: a folder per (round, base model) with the update, the site state after it and the report. The folder is
/// written under another name, flushed and renamed, so it is there whole or not at all; a retry of the round finds it and sends the same bytes.
/// The round before is kept too: the coordinator may have lost the last one.
/// </summary>
/// <param name="folder">Folder of the run at this site.</param>
public sealed class SiteStateStore(string folder)
{
    private const string UpdateFile = "update.safetensors", StateFile = "state.bin", ReportFile = "report.json";

    /// <summary>Where the update of a statement is; null when it is no longer kept.</summary>
    public string? FileOf(UpdateSubmitted statement)
    {
        var path = Path.Combine(FolderOf(statement.Round, statement.Base), UpdateFile);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Where the update that answers an order is, or would be.</summary>
    internal string PathOf(RoundOrder order) => Path.Combine(FolderOf(order), UpdateFile);

    /// <summary>The committed answer to an order, or null.</summary>
    internal (UpdateMade Update, string Path)? FindAnswer(RoundOrder order)
    {
        var committed = FolderOf(order);
        if (!Directory.Exists(committed))
            return null;
        return (JsonSerializer.Deserialize<UpdateMade>(File.ReadAllBytes(Path.Combine(committed, ReportFile)))!, Path.Combine(committed, UpdateFile));
    }

    /// <summary>State after the last committed round before <paramref name="round"/>, or null.</summary>
    internal SiteState? StateBefore(int round)
    {
        var last = Committed().Where(c => c.Round < round).OrderByDescending(c => c.Round).Select(c => c.Path).FirstOrDefault();
        if (last is null)
            return null;
        using var reader = new BinaryReader(File.OpenRead(Path.Combine(last, StateFile)));
        var state = new SiteState(reader.ReadInt64(), ReadArray(reader), ReadArray(reader), null);
        return reader.ReadBoolean() ? state with { Optimiser = new OptimiserState(reader.ReadInt64(), ReadArray(reader), ReadArray(reader)) } : state;
    }

    /// <summary>Commits update, state and report together; what was committed for the same order before is gone.</summary>
    /// <param name="order">The order they answer.</param>
    /// <param name="state">The site's state after the round.</param>
    /// <param name="writeUpdate">Writes the update file.</param>
    /// <param name="makeReport">Makes the report from the update's length and hash.</param>
    internal (UpdateMade Update, string Path) Commit(RoundOrder order, SiteState state, Action<Stream> writeUpdate, Func<long, string, UpdateMade> makeReport)
    {
        var temporary = Path.Combine(folder, "committing");
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        DurableFile.MakeFolder(temporary);
        DurableFile.Write(Path.Combine(temporary, UpdateFile), writeUpdate);
        DurableFile.Write(Path.Combine(temporary, StateFile), stream =>
        {
            using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            writer.Write(state.Step);
            WriteArray(writer, state.LocalWeights);
            WriteArray(writer, state.Control);
            writer.Write(state.Optimiser is not null);
            if (state.Optimiser is not { } optimiser)
                return;
            writer.Write(optimiser.Steps);
            WriteArray(writer, optimiser.First);
            WriteArray(writer, optimiser.Second);
        });
        var report = makeReport(new FileInfo(Path.Combine(temporary, UpdateFile)).Length, HashOf(Path.Combine(temporary, UpdateFile)));
        DurableFile.Write(Path.Combine(temporary, ReportFile), stream => JsonSerializer.Serialize(stream, report));
        var committed = FolderOf(order);
        if (Directory.Exists(committed))
            Directory.Delete(committed, recursive: true);
        DurableFile.PlaceFolder(temporary, committed);
        foreach (var old in Committed().OrderByDescending(c => c.Round).Skip(2).ToList())
            Directory.Delete(old.Path, recursive: true);
        return (report, Path.Combine(committed, UpdateFile));
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void WriteArray(BinaryWriter writer, float[] values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static float[] ReadArray(BinaryReader reader)
    {
        var values = new float[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private IEnumerable<(int Round, string Path)> Committed()
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var path in Directory.EnumerateDirectories(folder, "round-*"))
            yield return (int.Parse(Path.GetFileName(path).Split('-')[1], CultureInfo.InvariantCulture), path);
    }

    private string FolderOf(RoundOrder order) => FolderOf(order.Round, order.ModelSha256);

    private string FolderOf(int round, string model) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"round-{round}-{model[..16]}"));
}
