using Google.Protobuf.Reflection;
using Lamella.Site.Egress;
using Lamella.Transport.Wire;

namespace Lamella.EndToEnd.Tests.Network.Versions;

/// <summary>What is declared to leave a site, held against the wire contract.</summary>
public class DeclaredFieldsTests
{
    private static readonly Dictionary<EgressKind, MessageDescriptor[]> Messages = new()
    {
        [EgressKinds.Join] = [JoinRequest.Descriptor],
        [EgressKinds.Renew] = [RenewRequest.Descriptor],
        [EgressKinds.Hello] = [Hello.Descriptor],
        [EgressKinds.Report] = [Report.Descriptor],
        [EgressKinds.Request] = [DownloadRequest.Descriptor, FindRequest.Descriptor],
        [EgressKinds.Statement] = [Statement.Descriptor],
        [EgressKinds.Update] = [UploadFrame.Descriptor],
    };

    [Fact]
    public void Every_field_of_the_wire_contract_that_a_site_sends_is_declared_and_none_else()
    {
        Assert.Equal(EgressKinds.All, Messages.Keys);
        foreach (var (kind, messages) in Messages)
            Assert.Equal(messages.SelectMany(m => Fields(m, "")).Distinct().Order(StringComparer.Ordinal), kind.Fields.Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_message_that_a_site_sends_is_of_a_declared_kind()
    {
        FileDescriptor[] contract = [EnrolmentReflection.Descriptor, FederationReflection.Descriptor, BlobsReflection.Descriptor];
        var sent = contract.SelectMany(f => f.Services).SelectMany(s => s.Methods).Select(m => m.InputType)
            .SelectMany(m => m == SiteFrame.Descriptor ? m.Fields.InDeclarationOrder().Select(f => f.MessageType) : [m]);
        Assert.Equal(Messages.Values.SelectMany(m => m).Select(m => m.Name).Order(StringComparer.Ordinal), sent.Select(m => m.Name).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Fields(MessageDescriptor message, string before) => message.Fields.InDeclarationOrder()
        .SelectMany(f => f.FieldType == FieldType.Message ? Fields(f.MessageType, before + f.Name + ".") : [before + f.Name]);
}
