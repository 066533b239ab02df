using Lamella.Federation;

namespace Lamella.Pathology.Files;

/// <summary>The folder of what Lamella keeps on a machine between studies.</summary>
public static class LamellaHome
{
    /// <summary>The variable that names the folder.</summary>
    public const string Variable = "LAMELLA_HOME";

    /// <summary>
    /// <c>LAMELLA_HOME</c>; else <c>lamella</c> in <c>XDG_DATA_HOME</c> or <c>~/.local/share</c>, and on other systems in the user's local application data.
    /// </summary>
    /// <exception cref="LamellaException">The user has no home folder and the variable is not set.</exception>
    public static string Folder()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return Path.GetFullPath(named);
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "lamella")
            : throw new LamellaException(ErrorCodes.UsageWrong, "this user has no home folder to keep things in.", $"Set {Variable} to a folder.");
    }
}
