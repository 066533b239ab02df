using Lamella.Federation.Rounds;
using Lamella.Site.Work;

namespace Lamella.Testing.Conformance;

/// <summary>A study at a site, and a way to run its jobs.</summary>
public abstract class ExecutorMedium : IDisposable
{
    /// <summary>A job folder of its own with the first round in place; every call gives another folder.</summary>
    public abstract JobFolder NewJob();

    /// <summary>A job folder of its own with a round that takes far longer than any test waits.</summary>
    public abstract JobFolder NewEndlessJob();

    /// <summary>What the round of <see cref="NewJob"/> gives when it is worked on in this process.</summary>
    public abstract UpdateMade Expected();

    /// <summary>An executor with the real worker.</summary>
    public abstract IExecutor Open();

    /// <summary>An executor whose worker is a shell script instead.</summary>
    public abstract IExecutor OpenScript(string script);

    /// <summary>Kills the worker as the system does when memory runs out.</summary>
    public abstract void KillWorker();

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes everything.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);
}
