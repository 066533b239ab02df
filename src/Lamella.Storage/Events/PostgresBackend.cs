namespace Lamella.Storage.Events;

/// <summary>A connection as the server knows it. Numbers are given again; with the time of its start it is one connection and no other.</summary>
/// <param name="Pid">Number of the server's process for it.</param>
/// <param name="Start">When it began, UTC.</param>
internal readonly record struct PostgresBackend(int Pid, DateTime Start)
{
    /// <summary>No connection.</summary>
    public static PostgresBackend None => default;
}
