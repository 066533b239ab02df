namespace Lamella.Site.Egress;

/// <summary>A field of a kind of message that may leave a site.</summary>
/// <param name="Name">Its name in the wire contract (proto/lamella/v1); of a message within a message with a dot.</param>
/// <param name="Words">What is in it, for people.</param>
public sealed record EgressField(string Name, string Words);
