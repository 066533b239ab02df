namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>Those who share the ground, one at a time.</summary>
[CollectionDefinition(nameof(HostileGround), DisableParallelization = true)]
public sealed class HostileGroundUsers : ICollectionFixture<HostileGround>;
