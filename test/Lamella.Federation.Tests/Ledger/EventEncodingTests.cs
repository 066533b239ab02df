using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Ledger;

public sealed partial class EventEncodingTests
{
    private const string Numbered = "\"number\":1,";
    private const string SeenByNorth = "\"seen\":{\"hash\":\"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\",\"index\":3},\"site\":\"north\"";

    private static readonly string[] Optional = ["expires", "loss", "holdoutLoss", "aggregates", "trainingPatients", "cohort"];

    public static TheoryData<string> Unfit => new(
        "", "null", "\"x\"", "[[[[", "{}", "{\"event\":1}", "{\"event\":\"nothing-known\"}", new string('[', 100_000), "\ud83d",
        $"{{\"event\":\"head-seen\",{Numbered}\"site\":\"north\"}}",
        $"{{\"event\":\"head-seen\",{Numbered}{SeenByNorth}}}\n",
        $"{{\"event\":\"head-seen\", {Numbered}{SeenByNorth}}}",
        $"{{\"event\":\"head-seen\",{SeenByNorth},\"number\":1}}",
        $"{{\"event\":\"head-seen\",\"number\":1.0,{SeenByNorth}}}",
        $"{{\"event\":\"head-seen\",\"number\":0,{SeenByNorth}}}",
        $"{{\"event\":\"head-seen\",\"number\":9223372036854775807,{SeenByNorth}}}",
        $"{{\"event\":\"head-seen\",\"more\":1,{Numbered}{SeenByNorth}}}",
        $"{{\"event\":\"head-seen\",\"event\":\"head-seen\",{Numbered}{SeenByNorth}}}",
        "{\"event\":\"head-seen\",\"number\":1,\"seen\":{\"hash\":\"x\",\"index\":3},\"site\":\"north\"}",
        "{\"event\":\"site-removed\",\"reason\":\"\\ud800\",\"site\":\"north\"}",
        "{\"event\":\"site-removed\",\"reason\":\"\\u00e9\",\"site\":\"north\"}",
        "{\"event\":\"site-removed\",\"reason\":\"left\",\"site\":\"north\\n\"}");

    [Fact]
    public void Every_event_there_is_comes_back_as_it_was()
    {
        Assert.Equal(typeof(LedgerEvent).Assembly.GetTypes().Count(t => t.IsSubclassOf(typeof(LedgerEvent)) && !t.IsAbstract), SampleEvents.All.Count);
        foreach (var e in SampleEvents.All)
        {
            Assert.Null(EventForm.Fault(e));
            Assert.True(IsRead(Body(e)), Encoding.UTF8.GetString(Body(e)));
        }
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void What_is_no_event_is_unreadable_and_nothing_else(string body) => Assert.False(IsRead(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_field_that_is_missing_or_null_is_not_made_up()
    {
        foreach (var e in SampleEvents.All)
        {
            foreach (var (name, without) in Changed(e, (holder, key) => holder.Remove(key)))
                Assert.Equal(Optional.Contains(name), IsRead(without));
            foreach (var (name, empty) in Changed(e, (holder, key) => holder[key] = null))
                Assert.False(IsRead(empty), $"{name} of {Encoding.UTF8.GetString(empty)}");
        }
    }

    [Theory]
    [InlineData("run-ended", "model reason")]
    [InlineData("update-late", "reason")]
    [InlineData("study-refused", "reason")]
    [InlineData("study-cancelled", "reason")]
    [InlineData("study-approved", "")]
    [InlineData("approval-revoked", "reason")]
    [InlineData("update-submitted", "")]
    [InlineData("round-closed", "")]
    public void Only_what_need_not_be_said_may_be_empty(string name, string mayBeEmpty)
    {
        var e = SampleEvents.All.Single(e => JsonNode.Parse(Body(e))!["event"]!.GetValue<string>() == name);
        var accepted = Changed(e, (holder, key) =>
        {
            if (holder[key] is JsonValue value && value.TryGetValue<string>(out _))
                holder[key] = "";
        }).Where(c => !c.Body.AsSpan().SequenceEqual(Body(e)) && IsRead(c.Body)).Select(c => c.Name);
        Assert.Equal(mayBeEmpty, string.Join(' ', accepted.Order()));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("aa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\n")]
    public void A_blob_is_named_by_its_hash(string name)
    {
        foreach (var e in SampleEvents.All)
        {
            var body = Encoding.UTF8.GetString(Body(e));
            for (var at = body.IndexOf(SampleEvents.Blob, StringComparison.Ordinal); at >= 0; at = body.IndexOf(SampleEvents.Blob, at + 1, StringComparison.Ordinal))
                Assert.False(IsRead(Encoding.UTF8.GetBytes(body[..at] + name + body[(at + SampleEvents.Blob.Length)..])));
        }
    }

    /// <summary>Bytes of all kinds: what is read has exactly those bytes, all else is unreadable.</summary>
    [Fact]
    public void Whatever_the_bytes_are_they_are_read_as_they_stand_or_not_at_all()
    {
        string[] numbers = ["1e400", "-1", "9223372036854775807", "9223372036854775808", "-1e400", "1.0", "01", "-0", "1e2", "9007199254740992", "NaN", "null", "\"1\""];
        string[] texts = ["\"\"", "null", "1", "\"\\ud800\"", "\"x\\u0000\"", "\"\\u001F\"", "[]", "{}", "\"north\\n\"", "\"../x\"", "\"Infinity\""];
        var random = new Random(20260921);
        var (read, refused) = (0, 0);
        for (var n = 0; n < 6000; n++)
        {
            var body = Encoding.UTF8.GetString(Body(SampleEvents.All[n % SampleEvents.All.Count]));
            for (var times = random.Next(1, 3); times > 0; times--)
                body = Mutated(body, random, numbers, texts);
            var bytes = Encoding.UTF8.GetBytes(body);
            if (random.Next(8) == 0 && bytes.Length > 0)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (IsRead(bytes))
                read++;
            else
                refused++;
        }

        Assert.True(read > 50 && refused > 4000, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData("\"", "\\\"")]
    [InlineData("\\", "\\\\")]
    [InlineData("\b\t\n\f\r", "\\b\\t\\n\\f\\r")]
    [InlineData("\0\u000b\u001f", "\\u0000\\u000b\\u001f")]
    [InlineData("\u007f\u0085\u00a0\u00ad\u200b\u2028\u2029\ue000\ufeff\u0378/<é→", "\u007f\u0085\u00a0\u00ad\u200b\u2028\u2029\ue000\ufeff\u0378/<é→")]
    [InlineData("\U0001F600\U0010FFFF", "\U0001F600\U0010FFFF")]
    public void Text_is_escaped_where_JSON_must_and_nowhere_else(string text, string written)
    {
        var body = Body(new SiteRemoved(SampleEvents.North, text));
        Assert.Equal($"{{\"event\":\"site-removed\",\"reason\":\"{written}\",\"site\":\"north\"}}", Encoding.UTF8.GetString(body));
        Assert.Equal(text, Assert.IsType<SiteRemoved>(EventEncoding.Decode(body)).Reason);
    }

    [Fact]
    public void Half_a_character_is_no_text()
    {
        Assert.NotNull(EventForm.Fault(new SiteRemoved(SampleEvents.North, "a\ud800")));
        Assert.NotNull(EventForm.Fault(new SiteRemoved(SampleEvents.North, "\udc00a")));
        Assert.Null(EventForm.Fault(new SiteRemoved(SampleEvents.North, "\ud83d\ude00")));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(100, "100")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00012, "0.00012")]
    [InlineData(0.00001, "1E-05")]
    [InlineData(1e-7, "1E-07")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(12345678901234568, "12345678901234568")]
    [InlineData(99999999999999984, "99999999999999980")]
    [InlineData(1e17, "1E+17")]
    [InlineData(1.5e17, "1.5E+17")]
    [InlineData(1e21, "1E+21")]
    [InlineData(5e-324, "5E-324")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    public void Numbers_are_written_as_the_page_says(double value, string written) => Assert.Contains(
        $"\"norm\":{written},", Encoding.UTF8.GetString(Body(new UpdateAccepted(SampleEvents.Run, 1, SampleEvents.North, SampleEvents.Blob, value))), StringComparison.Ordinal);

    [Fact]
    public void A_site_id_ends_where_it_ends() => Assert.False(SiteId.IsValid("north\n"));

    private static byte[] Body(LedgerEvent e) => [.. EventEncoding.Encode(e)];

    private static bool IsRead(byte[] body)
    {
        LedgerEvent e;
        try
        {
            e = EventEncoding.Decode(body);
        }
        catch (LamellaException fault)
        {
            Assert.Equal(ErrorCodes.LedgerUnreadable, fault.Code);
            return false;
        }

        Assert.Equal(body, Body(e));
        return true;
    }

    /// <summary>The event's body with each of its fields changed, those of nested objects too.</summary>
    private static IEnumerable<(string Name, byte[] Body)> Changed(LedgerEvent e, Action<JsonObject, string> change)
    {
        for (var i = 0; ; i++)
        {
            var body = JsonNode.Parse(Body(e))!;
            if (Fields(body).Skip(i).FirstOrDefault() is not { Holder: { } holder } field)
                yield break;
            change(holder, field.Key);
            yield return (field.Key, Encoding.UTF8.GetBytes(body.ToJsonString()));
        }
    }

    private static IEnumerable<(JsonObject Holder, string Key)> Fields(JsonNode? node) => node switch
    {
        JsonObject holder => holder.SelectMany(p => Fields(p.Value).Prepend((holder, p.Key))),
        JsonArray array => array.SelectMany(Fields),
        _ => [],
    };

    private static string Mutated(string body, Random random, string[] numbers, string[] texts)
    {
        var members = Members().Matches(body);
        if (members.Count == 0)
            return body;
        var member = members[random.Next(members.Count)];
        var value = member.Groups[2];
        var other = random.Next(2) == 0 ? numbers[random.Next(numbers.Length)] : texts[random.Next(texts.Length)];
        return random.Next(6) switch
        {
            0 => body.Remove(member.Index, member.Length),
            1 => body.Remove(member.Index, member.Length).Replace(",,", ",", StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal),
            2 => body.Insert(member.Index, member.Value + ","),
            3 when long.TryParse(value.Value, out var n) => body[..value.Index] + (n + random.Next(1, 9)) + body[(value.Index + value.Length)..],
            _ => body[..value.Index] + other + body[(value.Index + value.Length)..],
        };
    }

    [GeneratedRegex("\"([A-Za-z]+)\":(\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9][0-9.E+-]*|true|false)")]
    private static partial Regex Members();
}
