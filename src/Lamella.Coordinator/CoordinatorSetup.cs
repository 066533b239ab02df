using Lamella.Coordinator.Rounds;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Storage.Blobs;
using Lamella.Storage.Events;

namespace Lamella.Coordinator;

/// <summary>What a coordinator is made of; its host brings it.</summary>
public sealed record CoordinatorSetup
{
    /// <summary>Name of the federation, for a ledger that is begun.</summary>
    public required string Federation { get; init; }

    /// <summary>The ledger's store.</summary>
    public required IEventStore Store { get; init; }

    /// <summary>Models and updates.</summary>
    public required IBlobStore Blobs { get; init; }

    /// <summary>The coordinator's key.</summary>
    public required ISigner Signer { get; init; }

    /// <summary>How signatures are made and checked.</summary>
    public required ISignatureScheme Scheme { get; init; }

    /// <summary>Where jobs run.</summary>
    public required IJobStarter Jobs { get; init; }

    /// <summary>Lines to the sites.</summary>
    public required ISiteLines Lines { get; init; }

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>What is decided.</summary>
    public IRoundRules Rules { get; init; } = new RoundRules();

    /// <summary>The state before the first entry; another one only to show that wrong tables are noticed.</summary>
    public FederationState Before { get; init; } = FederationState.Empty;

    /// <summary>Told of every entry and the state after it, those of earlier starts included.</summary>
    public Action<LedgerEvent, FederationState>? Told { get; init; }

    /// <summary>Blobs that came in and that no statement names yet; they are kept.</summary>
    public Func<IReadOnlyCollection<string>>? KeptFiles { get; init; }
}
