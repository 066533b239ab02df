using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;
using Lamella.Cli.Verbs;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Cli.Tests.Ledgers;

public sealed class EventWordsTests
{
    public static TheoryData<Type> Kinds => [.. typeof(LedgerEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => kind.DerivedType)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_event_has_a_sentence(Type kind)
    {
        var constructor = kind.GetConstructors().Single();
        var e = (LedgerEvent)constructor.Invoke([.. constructor.GetParameters().Select(p => Sample(p.ParameterType))]);

        var words = EventWords.Of(e);

        Assert.DoesNotContain("\n", words);
        Assert.True(words.Contains(' ') && words.Length > 15, words);
    }

    [Fact]
    public void Text_from_others_cannot_steer_the_terminal()
    {
        var words = EventWords.Of(new SiteSuspected(new SiteId("north"), "slow\u001b[2J\r\n\u202eevil"));
        Assert.DoesNotContain(words, c => char.IsControl(c) || c == '\u202e');
    }

    private static object? Sample(Type type)
    {
        if (type == typeof(string))
            return "words";
        if (type == typeof(SiteId))
            return new SiteId("north");
        if (type == typeof(RunId))
            return new RunId(new string('a', 64), "FedAvg", 3);
        if (type == typeof(Head))
            return Head.Empty;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return type.GetField("Empty")!.GetValue(null);
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
