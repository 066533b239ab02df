using System.Globalization;

namespace Lamella.Cli.Verbs.Sites;

/// <summary>Numbers as people read them, whatever the machine's language.</summary>
internal static class Numbers
{
    /// <summary>With commas between thousands.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>So many of a thing.</summary>
    public static string Counted(long number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";
}
