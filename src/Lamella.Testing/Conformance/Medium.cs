namespace Lamella.Testing.Conformance;

/// <summary>What a store under test is kept on: a folder, a small disk, a simulated disk.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class Medium<TStore> : IDisposable
{
    /// <summary>Opens the store as a new process does. Whoever opened it before died at that moment: what was not durable is gone, what was held is free.</summary>
    public abstract TStore Open();

    /// <summary>Takes all room away.</summary>
    public abstract void Fill();

    /// <summary>Gives the room back.</summary>
    public abstract void MakeRoom();

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes it with everything on it.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);
}
