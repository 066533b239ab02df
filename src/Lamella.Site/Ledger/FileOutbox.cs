using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Storage;

namespace Lamella.Site.Ledger;

/// <summary>
/// An outbox as a file, replaced as a whole with each change: a line <c>lamella-outbox 1</c>, a line with the SHA-256 of all that follows, then a line per
/// statement with signature (base64) and body between a tab. No file: an empty outbox.
/// </summary>
/// <param name="path">The file.</param>
public sealed class FileOutbox(string path) : IOutbox
{
    private const string Kind = "lamella-outbox ", Version = "1";
    private const byte Tab = (byte)'\t', LineFeed = (byte)'\n';

    /// <inheritdoc />
    /// <exception cref="LamellaException">The file cannot be read or is damaged (<see cref="ErrorCodes.LedgerUnreadable"/>).</exception>
    public IReadOnlyList<SignedStatement> Load()
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(fault.Message, fault);
        }

        ReadOnlySpan<byte> rest = file;
        var first = Encoding.UTF8.GetString(NextLine(ref rest));
        if (first.StartsWith(Kind, StringComparison.Ordinal) && first != Kind + Version && !rest.IsEmpty)
            throw new LamellaException(ErrorCodes.LedgerUnreadable, $"The outbox '{path}' is of version {first[Kind.Length..]}; this program knows {Version}.", "Start the version that wrote it.");
        if (first != Kind + Version || Encoding.UTF8.GetString(NextLine(ref rest)) != HashOf(rest))
            throw Unreadable("it is damaged");
        var statements = new List<SignedStatement>();
        while (!rest.IsEmpty)
            statements.Add(Parse(NextLine(ref rest)));
        return statements;
    }

    /// <inheritdoc />
    /// <exception cref="LamellaException">No room (<see cref="ErrorCodes.DiskFull"/>).</exception>
    public void Save(IReadOnlyList<SignedStatement> statements)
    {
        using var lines = new MemoryStream();
        foreach (var statement in statements)
        {
            if (statement.Body.AsSpan().Contains(LineFeed))
                throw new ArgumentException("A canonical body has no line break.", nameof(statements));
            lines.Write(Encoding.UTF8.GetBytes(Convert.ToBase64String(statement.Signature.AsSpan())));
            lines.WriteByte(Tab);
            lines.Write(statement.Body.AsSpan());
            lines.WriteByte(LineFeed);
        }

        var content = lines.ToArray();
        DurableFile.Replace(path, file =>
        {
            file.Write(Encoding.UTF8.GetBytes($"{Kind}{Version}\n{HashOf(content)}\n"));
            file.Write(content);
        });
    }

    private static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf(LineFeed);
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line;
    }

    /// <summary>A statement from its line, whose bytes are known to be those that were written.</summary>
    private SignedStatement Parse(ReadOnlySpan<byte> line)
    {
        var tab = line.IndexOf(Tab);
        var signature = new byte[line.Length];
        if (tab < 0 || !Convert.TryFromBase64String(Encoding.UTF8.GetString(line[..tab]), signature, out var length))
            throw Unreadable("a line of it is no statement");
        ImmutableArray<byte> body = [.. line[(tab + 1)..]];
        return EventEncoding.Decode(body.AsSpan()) is SiteStatement statement
            ? new SignedStatement(statement, body, [.. signature[..length]])
            : throw Unreadable("what is in it is not said by a site");
    }

    private LamellaException Unreadable(string why, Exception? inner = null) => new(
        ErrorCodes.LedgerUnreadable,
        $"The outbox '{path}' cannot be read: {why}.",
        "Restore it from a backup, or move it away and start again: the statements in it that were not sent yet are lost with it, and can be said again.",
        inner);
}
