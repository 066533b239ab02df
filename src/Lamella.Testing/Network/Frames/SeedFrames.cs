using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Lamella.Federation.Ledger;
using Lamella.Transport;
using Lamella.Transport.Identity;
using Lamella.Transport.Mapping;
using Lamella.Transport.Wire;
using Head = Lamella.Federation.Ledger.Head;

namespace Lamella.Testing.Network.Frames;

/// <summary>Well-formed messages to begin from.</summary>
internal sealed class SeedFrames(SiteIdentity identity)
{
    private static readonly string Blob = new('a', 64);
    private readonly byte[] request = SigningRequest.Make(identity.Key, identity.Site.Value);

    public byte[] Join => new JoinRequest
    {
        Lowest = 1,
        Highest = 1,
        Site = identity.Site.Value,
        Secret = ByteString.CopyFrom(SHA256.HashData([1])[..16]),
        Request = ByteString.CopyFrom(request),
    }.ToByteArray();

    public byte[] Renew => new RenewRequest { Request = ByteString.CopyFrom(request) }.ToByteArray();

    public static byte[] Download => new DownloadRequest { Blob = WireMapping.HashToWire(Blob), Offset = 5 }.ToByteArray();

    public static byte[] Find => new FindRequest { Blob = WireMapping.HashToWire(Blob) }.ToByteArray();

    public static byte[] UploadStart => new UploadFrame { Start = new UploadStart { Blob = WireMapping.HashToWire(Blob), Offset = 0, Length = 1000 } }.ToByteArray();

    public static byte[] UploadPiece => new UploadFrame { Data = ByteString.CopyFrom(new byte[64]) }.ToByteArray();

    public static byte[] Hello(Head head) => new SiteFrame
    {
        Hello = new Hello { Lowest = ProtocolVersion.Own.Lowest, Highest = ProtocolVersion.Own.Highest, Program = "hostile", Head = WireMapping.ToWire(head) },
    }.ToByteArray();

    /// <summary>What may follow hello: reports and statements in turn.</summary>
    public static byte[] AfterHello(Head head, int turn) => (turn % 3) switch
    {
        0 => new SiteFrame { Report = new Report { Head = WireMapping.ToWire(head) } }.ToByteArray(),
        1 => new SiteFrame { Report = new Report { Head = WireMapping.ToWire(head), Work = new Work { Run = $"{Blob}/FedAvg/1", Round = 1, Step = 1, Steps = 2 } } }.ToByteArray(),
        _ => new SiteFrame
        {
            Statement = new Statement
            {
                Number = 1,
                Body = ByteString.CopyFrom(Encoding.UTF8.GetBytes($$"""{"by":"x","event":"study-refused","number":1,"reason":"x","seen":{"hash":"{{LedgerHash.Zero}}","index":-1},"site":"mallory","study":"{{Blob}}"}""")),
                Signature = ByteString.CopyFrom(new byte[64]),
            },
        }.ToByteArray(),
    };
}
