using System.Reflection;
using System.Runtime.InteropServices;
using Lamella.Federation;

namespace Lamella.Pathology.Slides;

/// <summary>libopenslide: the system's, or else the one that an offline bundle brings; found once, its version known.</summary>
public static class OpenSlideLibrary
{
    // 4.x before 3.4.1: the newer reads DICOM.
    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["libopenslide-1.dll", "libopenslide-0.dll"]
        : OperatingSystem.IsMacOS() ? ["libopenslide.1.dylib", "libopenslide.0.dylib"]
        : ["libopenslide.so.1", "libopenslide.so.0"];

    private static readonly Lazy<(nint Handle, Version? Version)> Loaded = new(Load);

    /// <summary>The version that was found; null when there is none.</summary>
    public static Version? Version => Loaded.Value.Version;

    /// <summary>Whether this machine's library reads DICOM slides (from 4.0 on).</summary>
    public static bool ReadsDicom => Version is { Major: >= 4 };

    /// <summary>Refuses to go on without the library.</summary>
    /// <exception cref="LamellaException">The library is not on this machine.</exception>
    internal static void Require()
    {
        if (Version is null)
            throw new LamellaException(
                ErrorCodes.SlideLibraryMissing,
                "the slide library OpenSlide is not on this machine.",
                "Debian: apt-get install libopenslide0. Windows and macOS: put libopenslide where programs find it. Plain PNG, JPEG and TIFF pictures are read without it.");
    }

    private static (nint Handle, Version? Version) Load()
    {
        var handle = Names.Select(name => NativeLibrary.TryLoad(name, out var found) ? found : 0).FirstOrDefault(found => found != 0);
        if (handle == 0)
            handle = BundledLibraries.Load(AppContext.BaseDirectory);
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == OpenSlideNative.Library ? handle : 0);
        if (handle == 0)
            return (0, null);
        var text = Marshal.PtrToStringUTF8(OpenSlideNative.GetVersion()) ?? "";
        // Versions may carry a suffix, as in 3.4.1+dfsg.
        var number = new string([.. text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]).Trim('.');
        return (handle, Version.TryParse(number, out var version) ? version : new Version(3, 4, 1));
    }
}
