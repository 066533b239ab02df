using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Lamella.Site.Cohorts;

/// <summary>Who was drawn to train and to test from a cohort as it was, under one seed, before anybody was left out: kept so that it can be told when the table is another.</summary>
/// <param name="Fingerprint">The cohort's fingerprint.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Train">Names of the training patients, as <see cref="NameOf"/> makes them.</param>
/// <param name="Test">Names of the test patients.</param>
public sealed record DrawnPatients(string Fingerprint, ulong Seed, ImmutableHashSet<string> Train, ImmutableHashSet<string> Test)
{
    private const int Digits = 32;

    /// <summary>A patient's name in such a record: HMAC-SHA-256 (RFC 2104) of the id under the cohort's salt, which never leaves the hospital.</summary>
    public static string NameOf(SiteCohort cohort, string patient) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Convert.FromHexString(cohort.Salt), Encoding.UTF8.GetBytes(patient)))[..Digits];
}
