using System.Text;

namespace Lamella.Architecture.Tests.Engine;

/// <summary>
/// The smallest shared object with version requirements: one loaded segment, one dynamic section, two versions of one library,
/// one symbol of each, and one relocation that uses the symbol of the first version (or, if asked, of the second).
/// </summary>
internal static class SyntheticElf
{
    public const string Library = "libdemo.so.1";
    public const string UsedVersion = "DEMO_1.0";
    public const string UnusedVersion = "DEMO_2.0";

    /// <summary>File offset of the flags of the unused version.</summary>
    public const int UnusedFlags = NeedsAt + 16 + 16 + 4;

    private const long Base = 0x10000;
    private const int DynamicAt = 64 + (2 * 56);
    private const int StringsAt = DynamicAt + (9 * 16);
    private const int VersionsAt = StringsAt + 64;
    private const int NeedsAt = VersionsAt + 8;
    private const int RelocationsAt = NeedsAt + 48;
    private const int Length = RelocationsAt + 24;

    public static byte[] Build(ushort unusedFlags = 0, bool relocationUsesBoth = false)
    {
        var image = new byte[Length];
        void Put16(int at, int value) => BitConverter.TryWriteBytes(image.AsSpan(at), (ushort)value);
        void Put32(int at, int value) => BitConverter.TryWriteBytes(image.AsSpan(at), value);
        void Put64(int at, long value) => BitConverter.TryWriteBytes(image.AsSpan(at), value);
        void PutText(int at, string text) => Encoding.ASCII.GetBytes(text, image.AsSpan(at));

        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(image);
        Put64(32, 64);
        Put16(54, 56);
        Put16(56, 2);

        Put32(64, 1);
        Put64(64 + 8, 0);
        Put64(64 + 16, Base);
        Put64(64 + 32, Length);

        Put32(120, 2);
        Put64(120 + 8, DynamicAt);
        Put64(120 + 16, Base + DynamicAt);
        Put64(120 + 32, 9 * 16);

        (long Tag, long Value)[] dynamic =
        [
            (5, Base + StringsAt), (0x6ffffff0, Base + VersionsAt), (0x6ffffffe, Base + NeedsAt), (0x6fffffff, 1),
            (7, Base + RelocationsAt), (8, 24), (23, 0), (2, 0), (0, 0),
        ];
        for (var i = 0; i < dynamic.Length; i++)
        {
            Put64(DynamicAt + (16 * i), dynamic[i].Tag);
            Put64(DynamicAt + (16 * i) + 8, dynamic[i].Value);
        }

        PutText(StringsAt + 1, Library);
        PutText(StringsAt + 20, UsedVersion);
        PutText(StringsAt + 40, UnusedVersion);

        // Symbol 0 is the null symbol; 1 is of the used version (index 2), 2 of the unused one (index 3).
        Put16(VersionsAt + 2, 2);
        Put16(VersionsAt + 4, 3);

        Put16(NeedsAt, 1);
        Put16(NeedsAt + 2, 2);
        Put32(NeedsAt + 4, 1);
        Put32(NeedsAt + 8, 16);
        PutNeed(NeedsAt + 16, flags: 0, index: 2, name: 20, next: 16);
        PutNeed(NeedsAt + 32, unusedFlags, index: 3, name: 40, next: 0);

        Put32(RelocationsAt + 8, 6);
        Put32(RelocationsAt + 12, relocationUsesBoth ? 2 : 1);
        return image;

        void PutNeed(int at, ushort flags, int index, int name, int next)
        {
            Put16(at + 4, flags);
            Put16(at + 6, index);
            Put32(at + 8, name);
            Put32(at + 12, next);
        }
    }
}
