using System.Collections.Immutable;
using Lamella.Federation.Rounds;
using Lamella.Site.Egress;

namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>The kinds of message that leave a hospital, in words for people. A test holds them against the closed list of kinds, both ways: a new one is thought about here, too.</summary>
internal static class MessageWords
{
    private const string Coordinator = "the coordinator", NotKept = "not kept: it is answered";

    private static readonly ImmutableArray<(string Name, string WhatFor, string Recipient, string Retention)> Words =
    [
        ("join", "Trades a join code for a certificate, once.", Coordinator, "name and public key stand in the ledger; the code counts once"),
        ("renew", "Asks for a new certificate for the same key.", Coordinator, NotKept),
        ("hello", "Opens the line.", Coordinator, "not kept: it counts while the line lives"),
        ("report", "Says that the site lives, and how far its work is.", Coordinator, "not kept: the next one takes its place"),
        ("request", "Asks for a file of a round that the site takes part in.", Coordinator, NotKept),
        ("statement", "Something that the hospital says for the record, signed; every kind of it is listed below.", "the coordinator, and by the ledger every site and whoever is given a copy", "as long as the ledger: not limited"),
        ("update", "What a round of training has changed in the model. It is made of all training patients of the site and names none of them.", "the coordinator alone", "at the coordinator until its round is recorded, then deleted"),
    ];

    /// <summary>Every kind, with its fields.</summary>
    public static IReadOnlyList<DossierMessage> Of(StudyVolume volume) => [.. Words.Select(w => Of(w.Name, w.WhatFor, w.Recipient, w.Retention, volume))];

    private static DossierMessage Of(string name, string whatFor, string recipient, string retention, StudyVolume volume)
    {
        var kind = EgressKinds.All.Single(k => k.Name == name);
        var most = kind == EgressKinds.Update ? volume.LongestUpdate : kind.MostBytes;
        return new DossierMessage(name, whatFor, most, recipient, retention, [.. kind.Fields.Select(f => new DossierField(f.Name, f.Words, FieldUse.Always))]);
    }
}
