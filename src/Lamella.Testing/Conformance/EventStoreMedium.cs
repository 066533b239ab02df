using Lamella.Storage.Events;

namespace Lamella.Testing.Conformance;

/// <summary>What an event store is kept on.</summary>
public abstract class EventStoreMedium : Medium<IEventStore>
{
    /// <summary>In how many ways an append can be torn.</summary>
    public abstract int Tears { get; }

    /// <summary>Does an append in the middle of which the process dies, so that a part of it is on the medium.</summary>
    /// <param name="way">From 0 to <see cref="Tears"/>, exclusively.</param>
    /// <param name="append">The append.</param>
    public abstract void Tear(int way, Action append);
}
