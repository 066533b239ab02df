namespace Lamella.Transport.Line;

/// <summary>Who answered at a coordinator's address, by the TLS handshake.</summary>
/// <param name="IsHttp2">Whether HTTP/2 was agreed on (ALPN h2).</param>
/// <param name="Issuer">Who issued the certificate that was shown.</param>
/// <param name="KeySha256">SHA-256 of the key in it (SubjectPublicKeyInfo), lower-case hex.</param>
/// <param name="HasName">Whether it is for the name that was dialled.</param>
/// <param name="IsOfThisMachine">Whether this machine's own list of authorities knows the issuer. A federation's authority is in no such list; that of a device that looks into TLS is.</param>
/// <param name="IsCoordinator">Whether the federation's authority has issued it, at whatever time; null where that authority is not known yet.</param>
public sealed record HubAnswer(bool IsHttp2, string Issuer, string KeySha256, bool HasName, bool IsOfThisMachine, bool? IsCoordinator);
