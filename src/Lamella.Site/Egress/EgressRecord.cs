using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lamella.Site.Egress;

/// <summary>A line of the egress log: what was about to leave when it was written.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Time">Milliseconds since 1970 UTC.</param>
/// <param name="Kind">Kind of message; see <see cref="EgressKinds"/>. With <c>refused:</c> before it: it did not leave.</param>
/// <param name="About">What it is about: a run and round, a statement's kind, why it was refused.</param>
/// <param name="Count">Messages; more than 1 where they are summarised.</param>
/// <param name="Bytes">Bytes of the messages, without the framing of HTTP/2 and TLS.</param>
/// <param name="Offset">First byte of an update that is sent; 0 but where a cut line is gone on with.</param>
/// <param name="Sha256">Of an update: its hash. Of a statement: the hash of its body. Empty otherwise.</param>
/// <param name="Previous">Hash of the line before; empty before the first.</param>
/// <param name="Hash">SHA-256 over all that stands before it; see <see cref="HashOf"/>.</param>
public sealed record EgressRecord(long Index, long Time, string Kind, string About, long Count, long Bytes, long Offset, string Sha256, string Previous, string Hash)
{
    /// <summary>Put before the kind of what did not leave.</summary>
    public const string Refused = "refused:";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The hash that belongs to the record: SHA-256 over its fields, each on a line of its own, in the order of the file.</summary>
    public string HashOf() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"lamella-egress 1\n{Index}\n{Time}\n{Kind}\n{JsonSerializer.Serialize(About)}\n{Count}\n{Bytes}\n{Offset}\n{Sha256}\n{Previous}\n"))));

    /// <summary>The line, without its line feed.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a line; null when it is none.</summary>
    public static EgressRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<EgressRecord>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
