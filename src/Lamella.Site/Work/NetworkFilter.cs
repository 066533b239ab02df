using System.Buffers.Binary;

namespace Lamella.Site.Work;

/// <summary>
/// A seccomp filter for x86-64 and aarch64, as classic BPF: <c>socket()</c> of any family but AF_UNIX ends the process with SIGSYS, so that an attempt is
/// seen as the cause of death and not only denied. io_uring, which opens sockets without that call, is answered with ENOSYS. Both processors are
/// little-endian.
/// </summary>
internal static class NetworkFilter
{
    private const ushort Load = 0x20, JumpIfEqual = 0x15, JumpIfAtLeast = 0x35, Return = 0x06;
    private const uint SystemCall = 0, Processor = 4, FirstArgument = 16;
    private const uint X64 = 0xC000003E, Arm64 = 0xC00000B7, X32Bit = 0x40000000;
    private const uint SocketOnX64 = 41, SocketOnArm64 = 198, IoUringSetup = 425, Unix = 1;
    private const uint Kill = 0x80000000, Allow = 0x7FFF0000, NoSuchCall = 0x00050000 | 38;

    /// <summary>The program: code, jump if true, jump if false, value; jumps count from the next line.</summary>
    private static readonly (ushort Code, byte True, byte False, uint Value)[] Program =
    [
        (Load, 0, 0, Processor),
        (JumpIfEqual, 0, 5, X64),               // another processor: line 7
        (Load, 0, 0, SystemCall),
        (JumpIfAtLeast, 10, 0, X32Bit),         // calls of the x32 kind: line 14
        (JumpIfEqual, 7, 0, SocketOnX64),       // line 12
        (JumpIfEqual, 10, 0, IoUringSetup),     // line 16
        (Return, 0, 0, Allow),
        (JumpIfEqual, 0, 6, Arm64),             // neither: line 14
        (Load, 0, 0, SystemCall),
        (JumpIfEqual, 2, 0, SocketOnArm64),     // line 12
        (JumpIfEqual, 5, 0, IoUringSetup),      // line 16
        (Return, 0, 0, Allow),
        (Load, 0, 0, FirstArgument),
        (JumpIfEqual, 1, 0, Unix),              // line 15
        (Return, 0, 0, Kill),
        (Return, 0, 0, Allow),
        (Return, 0, 0, NoSuchCall),
    ];

    /// <summary>The filter as the kernel takes it.</summary>
    public static byte[] Bytes()
    {
        var bytes = new byte[Program.Length * 8];
        for (var i = 0; i < Program.Length; i++)
        {
            var line = bytes.AsSpan(i * 8, 8);
            var (code, yes, no, value) = Program[i];
            BinaryPrimitives.WriteUInt16LittleEndian(line, code);
            (line[2], line[3]) = (yes, no);
            BinaryPrimitives.WriteUInt32LittleEndian(line[4..], value);
        }

        return bytes;
    }
}
