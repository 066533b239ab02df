using NetVips;

namespace Lamella.Pathology.Files;

/// <summary>How the imaging library is run in this process.</summary>
internal static class VipsLibrary
{
    static VipsLibrary()
    {
        // Pictures are small: threads and caches inside the library cost more than they bring, and threads are ours to place.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        // Its warnings come again as faults that name the picture.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
    }

    /// <summary>Sets it up, once.</summary>
    public static void Prepare()
    {
    }
}
