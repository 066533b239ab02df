using System.Globalization;
using System.Text.Encodings.Web;

namespace Lamella.Federation.Ledger;

/// <summary>
/// Escapes in JSON what must be, and nothing else: <c>"</c>, <c>\</c> and U+0000 to U+001F (RFC 8785, 3.2.2.2). The encoders of .NET also escape what
/// their Unicode table does not know, so with them the same text would have other bytes in another version of .NET.
/// </summary>
internal sealed class LedgerTextEncoder : JavaScriptEncoder
{
    /// <summary>The encoder.</summary>
    public static LedgerTextEncoder Instance { get; } = new();

    /// <inheritdoc />
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <inheritdoc />
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    /// <inheritdoc />
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            if (WillEncode(text[i]))
                return i;
            if (!char.IsSurrogate(text[i]))
                continue;
            // Half a pair is no text: the caller puts U+FFFD in its place.
            if (!char.IsHighSurrogate(text[i]) || i + 1 == textLength || !char.IsLowSurrogate(text[i + 1]))
                return i;
            i++;
        }

        return -1;
    }

    /// <inheritdoc />
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var escaped = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\f' => "\\f",
            '\r' => "\\r",
            < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u00{unicodeScalar:x2}"),
            _ => char.ConvertFromUtf32(unicodeScalar),
        };
        var fits = escaped.TryCopyTo(new Span<char>(buffer, bufferLength));
        numberOfCharactersWritten = fits ? escaped.Length : 0;
        return fits;
    }
}
