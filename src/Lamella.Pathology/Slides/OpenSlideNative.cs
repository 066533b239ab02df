using System.Runtime.InteropServices;

namespace Lamella.Pathology.Slides;

/// <summary>The functions of libopenslide that are used, as its C header declares them (3.4.1 to 4.x). Text is UTF-8; returned text belongs to the library.</summary>
internal static unsafe partial class OpenSlideNative
{
    /// <summary>Resolved by <see cref="OpenSlideLibrary"/> to whichever version the system has.</summary>
    internal const string Library = "openslide";

    [LibraryImport(Library, EntryPoint = "openslide_get_version")]
    internal static partial nint GetVersion();

    [LibraryImport(Library, EntryPoint = "openslide_detect_vendor", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint DetectVendor(string path);

    [LibraryImport(Library, EntryPoint = "openslide_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Open(string path);

    [LibraryImport(Library, EntryPoint = "openslide_close")]
    internal static partial void Close(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_error")]
    internal static partial nint GetError(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_level_count")]
    internal static partial int GetLevelCount(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_level_dimensions")]
    internal static partial void GetLevelDimensions(nint slide, int level, out long width, out long height);

    [LibraryImport(Library, EntryPoint = "openslide_get_level_downsample")]
    internal static partial double GetLevelDownsample(nint slide, int level);

    [LibraryImport(Library, EntryPoint = "openslide_read_region")]
    internal static partial void ReadRegion(nint slide, uint* argb, long x, long y, int level, long width, long height);

    [LibraryImport(Library, EntryPoint = "openslide_get_property_names")]
    internal static partial nint* GetPropertyNames(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_property_value", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GetPropertyValue(nint slide, string name);

    [LibraryImport(Library, EntryPoint = "openslide_get_associated_image_names")]
    internal static partial nint* GetAssociatedImageNames(nint slide);
}
