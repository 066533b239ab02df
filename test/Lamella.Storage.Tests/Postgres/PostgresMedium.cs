using Lamella.Federation;
using Lamella.Storage.Events;
using Lamella.Testing;
using Lamella.Testing.Conformance;
using Lamella.Testing.Postgres;

namespace Lamella.Storage.Tests.Postgres;

/// <summary>A database of its own, on a small disk if it is to be filled. A process that dies takes its connections with it.</summary>
internal sealed class PostgresMedium : EventStoreMedium
{
    private readonly PostgresServer server;
    private readonly SmallDisk? small;
    private readonly List<PostgresEventStore> stores = [];
    private long tornBytes;

    public PostgresMedium(PostgresServer server, bool isSmall = false)
    {
        server.Require();
        this.server = server;
        if (isSmall)
        {
            small = new SmallDisk(kilobytes: 32 << 10);
            Directory.CreateDirectory(small.Folder);
        }

        Database = server.NewDatabase(small?.Folder);
        Line = new CutLine(server.Socket);
    }

    public override int Tears => 24;

    public string Database { get; }

    public CutLine Line { get; }

    /// <summary>By the line.</summary>
    public string ConnectionString
    {
        get
        {
            var settings = server.Settings(Database);
            (settings.Host, settings.Port, settings.SslMode) = ("127.0.0.1", Line.Port, Npgsql.SslMode.Disable);
            return settings.ConnectionString;
        }
    }

    public override IEventStore Open()
    {
        server.Kill(Database);
        Line.Mend();
        stores.Add(new PostgresEventStore(ConnectionString));
        return stores[^1];
    }

    public override void Fill() => small!.Fill();

    public override void MakeRoom() => small!.MakeRoom();

    /// <summary>The first way loses the answer alone and tells how many bytes go out; the others cut somewhere among them.</summary>
    public override void Tear(int way, Action append)
    {
        var before = Line.Sent;
        if (way == 0)
            Line.CutAtAnswer(stays: true);
        else
            Line.CutAfter((tornBytes * way / Tears) - 1);
        Assert.Equal(ErrorCodes.StorageUnavailable, Assert.Throws<LamellaException>(append).Code);
        if (way == 0)
            tornBytes = Line.Sent - before;
    }

    protected override void Dispose(bool disposing)
    {
        stores.ForEach(s => s.Dispose());
        Line.Dispose();
        server.Drop(Database);
        small?.Dispose();
    }
}
