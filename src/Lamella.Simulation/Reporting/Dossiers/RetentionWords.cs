namespace Lamella.Simulation.Reporting.Dossiers;

/// <summary>What of a study is kept where, and how long.</summary>
internal static class RetentionWords
{
    /// <summary>Where something is kept as long as somebody keeps it.</summary>
    private const string Open = "not limited";

    /// <summary>All of it.</summary>
    /// <param name="hospital">The hospital whose paper it is; null: nobody's in particular.</param>
    public static IReadOnlyList<DossierRetention> Of(DossierHospital? hospital) =>
    [
        new("slides, tables, features", "hospital", "as the hospital keeps them; the study reads them and changes nothing"),
        new("models received, states of training, the hospital's own model, its updates, records of work", "hospital", hospital switch
        {
            null => "as each hospital's policy says; without a limit there until a person purges them (site purge)",
            { Policy.Retention: { } days } => $"{days} days after the study's end at this hospital, then purged by the site",
            _ => $"{Open}: until a person purges them (site purge)",
        }),
        new("egress log: what has left", "hospital", Open),
        new("who answered, with which account", "hospital", Open),
        new("copy of the ledger", "hospital", $"{Open}: no entry can be taken out of it without breaking the chain"),
        new("updates", "coordinator", "until their round is recorded, then deleted"),
        new("models, strategy's state, totals", "coordinator", Open),
        new("ledger: protocol, approvals with names and roles, counts, figures", "coordinator, every site, whoever is given it", $"{Open}: no entry can be taken out of it without breaking the chain"),
    ];
}
