using System.Text;
using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>Bytes of a table into text: byte-order marks, UTF-8 where the bytes are valid UTF-8, Windows-1252 where they are not.</summary>
internal static class TableText
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Text of the file, without byte-order mark.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.FileMissing"/>, <see cref="ErrorCodes.TableUnreadable"/>.</exception>
    public static string Read(string path, TableMap map)
    {
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"There is no table at '{path}'.", "Check the file's name in the site's map; it starts at the site's data folder.");
        var bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().StartsWith<byte>([0xFF, 0xFE]))
            return Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2);
        if (bytes.AsSpan().StartsWith<byte>([0xFE, 0xFF]))
            return Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2);
        var start = bytes.AsSpan().StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0;
        if (Array.IndexOf(bytes, (byte)0) >= 0)
            throw new LamellaException(ErrorCodes.TableUnreadable, $"'{map.File}' is not text.", "Export the table as CSV.");
        try
        {
            return map.Encoding == "windows-1252" ? Windows1252().GetString(bytes) : StrictUtf8.GetString(bytes, start, bytes.Length - start);
        }
        catch (DecoderFallbackException) when (map.Encoding.Length == 0)
        {
            return Windows1252().GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new LamellaException(ErrorCodes.TableUnreadable, $"'{map.File}' is not UTF-8, as the map says.", "Leave encoding out of the map, or say windows-1252.", e);
        }
    }

    /// <summary>The separator that stands most often in the header, outside quotes.</summary>
    public static char FindSeparator(string text)
    {
        int commas = 0, semicolons = 0, tabs = 0;
        var quoted = false;
        foreach (var c in text)
        {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && (c is '\r' or '\n'))
                break;
            else if (!quoted)
                (commas, semicolons, tabs) = (commas + (c == ',' ? 1 : 0), semicolons + (c == ';' ? 1 : 0), tabs + (c == '\t' ? 1 : 0));
        }

        return semicolons > commas && semicolons >= tabs ? ';' : tabs > commas ? '\t' : ',';
    }

    private static Encoding Windows1252() => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
}
