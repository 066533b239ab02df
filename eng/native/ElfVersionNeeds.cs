#if !ELF_READER_ONLY
using System;
using System.IO;
#endif
using System.Text;

namespace Lamella.Build;

/// <summary>What <see cref="ElfVersionNeeds.MarkWeak"/> found.</summary>
internal enum VersionNeed
{
    /// <summary>The library asks for no such version; nothing was changed.</summary>
    Absent,

    /// <summary>The entry was weak already; nothing was changed.</summary>
    AlreadyWeak,

    /// <summary>The entry was strong and is weak now.</summary>
    Marked,
}

/// <summary>
/// Reads the version requirements of a 64-bit little-endian ELF shared object by the tables the dynamic loader reads (program headers,
/// then the dynamic section), and can mark one of them weak, so that a system without that version warns instead of refusing to load.
/// Layouts: System V ABI, chapters 4 and 5; Linux Standard Base Core, symbol versioning.
/// </summary>
internal sealed class ElfVersionNeeds
{
    private const uint SegmentLoad = 1;
    private const uint SegmentDynamic = 2;
    private const long TagPltRelocationSize = 2;
    private const long TagStrings = 5;
    private const long TagRelocations = 7;
    private const long TagRelocationSize = 8;
    private const long TagPltRelocations = 23;
    private const long TagSymbolVersions = 0x6ffffff0;
    private const long TagVersionNeeds = 0x6ffffffe;
    private const long TagVersionNeedCount = 0x6fffffff;
    private const ushort WeakFlag = 2;
    private const int RelocationSize = 24;

    private readonly byte[] image;

    private ElfVersionNeeds(byte[] image) => this.image = image;

    /// <summary>Marks the requirement of <paramref name="version"/> from <paramref name="library"/> weak, in place.</summary>
    /// <param name="image">The whole file.</param>
    /// <param name="library">Name of the needed library, as in DT_NEEDED.</param>
    /// <param name="version">Name of the version.</param>
    /// <exception cref="InvalidDataException">The file is not such an ELF file, is cut short, or a relocation needs a symbol of that version.</exception>
    public static VersionNeed MarkWeak(byte[] image, string library, string version)
    {
        var elf = new ElfVersionNeeds(image);
        elf.CheckHeader();
        var entry = elf.Find(library, version);
        if (entry < 0)
            return VersionNeed.Absent;
        elf.CheckUnused(elf.UInt16(entry + 6), version);
        var flags = elf.UInt16(entry + 4);
        if ((flags & WeakFlag) != 0)
            return VersionNeed.AlreadyWeak;
        image[entry + 4] = (byte)(flags | WeakFlag);
        return VersionNeed.Marked;
    }

    private void CheckHeader()
    {
        if (image.Length < 64 || image[0] != 0x7f || image[1] != 'E' || image[2] != 'L' || image[3] != 'F')
            throw new InvalidDataException("not an ELF file");
        if (image[4] != 2 || image[5] != 1)
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
    }

    /// <summary>Offset of the Vernaux entry, or -1.</summary>
    private long Find(string library, string version)
    {
        var needs = Dynamic(TagVersionNeeds);
        if (needs == 0)
            return -1;
        var strings = FileOffset(Dynamic(TagStrings));
        var need = FileOffset(needs);
        for (var left = Dynamic(TagVersionNeedCount); left > 0; left--)
        {
            if (TextIs(strings + UInt32(need + 4), library))
            {
                var entry = need + UInt32(need + 8);
                for (int entries = UInt16(need + 2); entries > 0; entries--)
                {
                    if (TextIs(strings + UInt32(entry + 8), version))
                        return entry;
                    entry += UInt32(entry + 12);
                }
            }

            need += UInt32(need + 12);
        }

        return -1;
    }

    /// <summary>A weak version is safe only while nothing is bound to a symbol of it.</summary>
    private void CheckUnused(int versionIndex, string version)
    {
        CheckUnused(Dynamic(TagRelocations), Dynamic(TagRelocationSize), versionIndex, version);
        CheckUnused(Dynamic(TagPltRelocations), Dynamic(TagPltRelocationSize), versionIndex, version);
    }

    private void CheckUnused(long address, long size, int versionIndex, string version)
    {
        if (address == 0)
            return;
        var versions = FileOffset(Dynamic(TagSymbolVersions));
        var start = FileOffset(address);
        for (var at = start; at + RelocationSize <= start + size; at += RelocationSize)
        {
            var symbol = UInt32(at + 12);
            if (symbol != 0 && (UInt16(versions + (2L * symbol)) & 0x7fff) == versionIndex)
                throw new InvalidDataException($"a relocation needs symbol {symbol} of version {version}: it cannot be made weak");
        }
    }

    /// <summary>Value of a dynamic tag, 0 where it is absent.</summary>
    private long Dynamic(long tag)
    {
        for (var index = 0; index < UInt16(56); index++)
        {
            var header = ProgramHeader(index);
            if (UInt32(header) != SegmentDynamic)
                continue;
            var at = Int64(header + 8);
            for (var end = at + Int64(header + 32); at < end; at += 16)
            {
                if (Int64(at) == tag)
                    return Int64(at + 8);
            }
        }

        return 0;
    }

    private long FileOffset(long address)
    {
        for (var index = 0; index < UInt16(56); index++)
        {
            var header = ProgramHeader(index);
            var start = Int64(header + 16);
            if (UInt32(header) == SegmentLoad && address >= start && address < start + Int64(header + 32))
                return address - start + Int64(header + 8);
        }

        throw new InvalidDataException($"address {address:x} lies in no loaded segment");
    }

    private long ProgramHeader(int index) => Int64(32) + ((long)index * UInt16(54));

    private bool TextIs(long at, string text)
    {
        Check(at, text.Length + 1);
        return image[at + text.Length] == 0 && Encoding.ASCII.GetString(image, (int)at, text.Length) == text;
    }

    private ushort UInt16(long at) => BitConverter.ToUInt16(image, Check(at, 2));

    private uint UInt32(long at) => BitConverter.ToUInt32(image, Check(at, 4));

    private long Int64(long at) => BitConverter.ToInt64(image, Check(at, 8));

    private int Check(long at, int count)
    {
        if (at < 0 || at + count > image.Length)
            throw new InvalidDataException($"cut short: {count} bytes at {at} of {image.Length}");
        return (int)at;
    }
}

#if !ELF_READER_ONLY
/// <summary>The build step: reads <see cref="Source"/>, marks the version weak, writes <see cref="Destination"/>; the source is never written to.</summary>
public sealed class MarkVersionWeak : Microsoft.Build.Utilities.Task
{
    [Microsoft.Build.Framework.Required]
    public string Source { get; set; } = "";

    [Microsoft.Build.Framework.Required]
    public string Destination { get; set; } = "";

    [Microsoft.Build.Framework.Required]
    public string Library { get; set; } = "";

    [Microsoft.Build.Framework.Required]
    public string Version { get; set; } = "";

    public override bool Execute()
    {
        try
        {
            var image = File.ReadAllBytes(Source);
            var found = ElfVersionNeeds.MarkWeak(image, Library, Version);
            Directory.CreateDirectory(Path.GetDirectoryName(Destination)!);

            // An older output may be hard-linked into program folders: remove the name, never write through it.
            File.Delete(Destination);
            var unfinished = Destination + ".tmp";
            File.WriteAllBytes(unfinished, image);
            File.Move(unfinished, Destination);
            Log.LogMessage(Microsoft.Build.Framework.MessageImportance.Normal, "{0}: {1} of {2} {3}", Path.GetFileName(Source), Version, Library, found);
            return true;
        }
        catch (InvalidDataException fault)
        {
            Log.LogError("{0}: {1}", Source, fault.Message);
            return false;
        }
    }
}
#endif
