using System.Runtime.InteropServices;

namespace Lamella.Pathology.Slides;

/// <summary>
/// The slide library and what it needs, as an offline bundle lays them beside the program: a folder of shared libraries and a list in the order of loading.
/// Each is loaded by its path before those that ask for it by name, and the loader takes what is loaded already; so the files stay as Debian built
/// them, and no search path is set that other programs would inherit.
/// </summary>
public static class BundledLibraries
{
    /// <summary>Name of the folder beside the program.</summary>
    public const string FolderName = "openslide";

    /// <summary>Name of the list in it: one file name a line, the slide library last.</summary>
    public const string OrderName = "load-order.txt";

    /// <summary>Loads them all.</summary>
    /// <param name="program">The program's folder.</param>
    /// <returns>Handle of the last, the slide library; 0 where there is no such folder or one of them does not load.</returns>
    internal static nint Load(string program)
    {
        var folder = Path.Combine(program, FolderName);
        var order = Path.Combine(folder, OrderName);
        nint last = 0;
        if (!File.Exists(order))
            return last;
        foreach (var name in File.ReadLines(order).Where(l => l.Length > 0))
        {
            if (!NativeLibrary.TryLoad(Path.Combine(folder, name), out last))
                return 0;
        }

        return last;
    }
}
