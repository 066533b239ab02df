namespace Lamella.Cli.Bundles;

/// <summary>What stands around the program in a bundle: installer, wrapper, service, pages, licences.</summary>
internal static class BundleFrame
{
    /// <summary>The installer's name.</summary>
    public const string Installer = "install.sh";

    /// <summary>The command's name.</summary>
    public const string Wrapper = "bin/lamella";

    /// <summary>Writes installer, wrapper and service for a role, and copies the pages and Lamella's own licence.</summary>
    public static void Write(SourceTree tree, BundleRole role, string version, string folder)
    {
        Fill(tree, "install.sh", role, version, Path.Combine(folder, Installer));
        Fill(tree, "lamella.sh", role, version, Path.Combine(folder, Wrapper));
        Fill(tree, $"lamella-{role.Name}.service", role, version, Path.Combine(folder, "systemd", $"lamella-{role.Name}.service"));
        Copy(Path.Combine(tree.Root, "LICENSE"), Path.Combine(folder, "LICENSE"));
        var docs = Path.Combine(tree.Root, "docs");
        foreach (var page in Directory.EnumerateFiles(docs, "*", SearchOption.AllDirectories))
            Copy(page, Path.Combine(folder, "docs", Path.GetRelativePath(docs, page)));
    }

    /// <summary>Copies the texts of licences and notices that came with the components.</summary>
    public static void WriteLicences(IEnumerable<Component> components, string folder)
    {
        foreach (var component in components)
        {
            foreach (var text in component.Texts)
                Copy(text, Path.Combine(folder, component.TextFolder, Path.GetFileName(text)));
        }
    }

    private static void Fill(SourceTree tree, string template, BundleRole role, string version, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        var text = File.ReadAllText(Path.Combine(tree.Root, "eng", "bundle", template));
        File.WriteAllText(to, text.Replace("@ROLE@", role.Name, StringComparison.Ordinal).Replace("@PROGRAM@", role.Project, StringComparison.Ordinal).Replace("@VERSION@", version, StringComparison.Ordinal));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to, overwrite: true);
    }
}
