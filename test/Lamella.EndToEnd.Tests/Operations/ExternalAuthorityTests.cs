using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.EndToEnd.Tests.Network;
using Lamella.Federation;
using Lamella.Federation.Rounds;
using Lamella.Testing;
using Lamella.Transport.Identity;

namespace Lamella.EndToEnd.Tests.Operations;

/// <summary>A federation under a hospital group's own authority.</summary>
public class ExternalAuthorityTests
{
    /// <summary>What is wrong with an authority, and the words for it.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "leaf", "not one of an authority" },
        { "usage", "may not sign" },
        { "server only", "both servers and clients" },
        { "early", "holds only from" },
        { "ended", "has ended on" },
        { "rsa", "elliptic-curve key" },
        { "another key", "not the certificate's" },
        { "encrypted", "encrypted" },
        { "no certificate", "holds none" },
        { "no key", "no elliptic-curve key" },
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sites_join_under_an_intermediate_whose_root_they_never_see_and_a_study_runs(bool hasIdentifier)
    {
        var (certificate, key) = TestAuthorities.Intermediate(hasIdentifier: hasIdentifier);
        using var authority = ExternalAuthority.Read(certificate, key, TestAuthorities.Now);
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study) { Authority = authority };
        await federation.BeginAsync();
        Assert.Equal(RunStatus.Completed, (await federation.EndAsync()).Status);
        using var site = SiteIdentity.Open(federation.PathOf("alpha", "identity"));
        Assert.Equal("CN=Group Issuing CA 7, OU=PKI", site.Certificate.Issuer);

        // It does not outlive the authority that issued it.
        Assert.True(site.Certificate.NotAfter <= site.Authority.NotAfter);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_authority_that_cannot_be_one_is_refused_with_the_reason(string what, string words)
    {
        var good = TestAuthorities.Intermediate();
        var (certificate, key) = what switch
        {
            "leaf" => TestAuthorities.Intermediate(isAuthority: false),
            "usage" => TestAuthorities.Intermediate(usage: X509KeyUsageFlags.DigitalSignature),
            "server only" => TestAuthorities.Intermediate(use: AuthorityChain.ServerUse),
            "early" => TestAuthorities.Intermediate(firstDay: 5),
            "ended" => TestAuthorities.Intermediate(firstDay: -9, lastDay: -2),
            "rsa" => TestAuthorities.Rsa(),
            "another key" => good with { Key = TestAuthorities.Intermediate().Key },
            "encrypted" => good with { Key = Encrypted() },
            "no certificate" => good with { Certificate = "nothing" },
            _ => good with { Key = "nothing" },
        };
        var fault = Assert.Throws<LamellaException>(() => ExternalAuthority.Read(certificate, key, TestAuthorities.Now));
        Assert.Equal(ErrorCodes.AuthorityRefused, fault.Code);
        Assert.Contains(words, fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_of_a_sister_authority_with_the_same_name_does_not_count()
    {
        var (ours, theirs) = (TestAuthorities.Intermediate(), TestAuthorities.Intermediate());
        using var own = ExternalAuthority.Read(ours.Certificate, ours.Key, TestAuthorities.Now);
        using var sister = ExternalAuthority.Read(theirs.Certificate, theirs.Key, TestAuthorities.Now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var good = own.IssueServer(key, ["localhost"], TestAuthorities.Now, TimeSpan.FromDays(1));
        using var bad = sister.IssueServer(key, ["localhost"], TestAuthorities.Now, TimeSpan.FromDays(1));
        Assert.True(AuthorityChain.Holds(own.Certificate, good, AuthorityChain.ServerUse));
        Assert.False(AuthorityChain.Holds(own.Certificate, bad, AuthorityChain.ServerUse));
        Assert.False(AuthorityChain.Holds(own.Certificate, good, AuthorityChain.ClientUse));
        Assert.False(AuthorityChain.Holds(own.Certificate, own.Certificate, AuthorityChain.ServerUse));
        using var old = own.IssueServer(key, ["localhost"], TestAuthorities.Now.AddHours(-2), TimeSpan.FromHours(1));
        Assert.False(AuthorityChain.Holds(own.Certificate, old, AuthorityChain.ServerUse));
        Assert.True(AuthorityChain.Holds(own.Certificate, old, AuthorityChain.ServerUse, atAnyTime: true));
    }

    [Fact]
    public async Task The_verb_takes_both_files_or_neither_and_sets_nothing_up_with_a_wrong_one()
    {
        using var folder = new TemporaryFolder();
        var (certificate, key) = TestAuthorities.Intermediate();
        await File.WriteAllTextAsync(folder.File("ca.pem"), certificate, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("ca.key"), key, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("other.key"), TestAuthorities.Intermediate().Key, TestContext.Current.CancellationToken);
        string[] Init(params string[] more) => ["coordinator", "init", folder.File("hub"), "--federation", "test", "--address", "localhost:7443", "--ca-certificate", folder.File("ca.pem"), .. more];
        var (exit, _, errors) = await LamellaProcess.RunAsync(Init("--ca-key", folder.File("other.key")));
        Assert.Equal(1, exit);
        Assert.StartsWith(ErrorCodes.AuthorityRefused, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("hub")));
        Assert.StartsWith(ErrorCodes.UsageWrong, (await LamellaProcess.RunAsync(Init())).Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await LamellaProcess.RunAsync(Init("--ca-key", folder.File("ca.key")))).Exit);
        Assert.Equal(certificate.Trim(), (await File.ReadAllTextAsync(folder.File("hub", "authority.pem"), TestContext.Current.CancellationToken)).Trim());
    }

    private static string Encrypted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
    }
}
