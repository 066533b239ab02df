using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Simulation.Reporting.Dossiers;
using Lamella.Site.Egress;

namespace Lamella.Simulation.Tests.Reporting.Dossiers;

/// <summary>The paper says all that can leave a hospital and nothing else, and names no patient.</summary>
public sealed class DossierTests : IDisposable
{
    private readonly DossierExample example = new();

    public static TheoryData<bool> Papers => [false, true];

    public static TheoryData<string> PolicyFields => [.. typeof(SitePolicy).GetProperties().Select(p => p.Name)];

    public void Dispose() => example.Dispose();

    [Fact]
    public void Every_declared_message_is_in_it_with_every_field_and_none_else()
    {
        var (document, page, _) = example.Write(DossierExample.Draft);
        var declared = EgressKinds.All.SelectMany(k => k.Fields.Select(f => $"{k.Name}.{f.Name}"));
        Assert.Equal(declared.Order(StringComparer.Ordinal), FieldsIn(document, "messages"));
        Assert.Equal(EgressKinds.All.Select(k => k.Name).Order(StringComparer.Ordinal), Rows(page, "messages").Order(StringComparer.Ordinal));
        Assert.Equal(declared.Order(StringComparer.Ordinal), FieldsOn(page, "messages"));
    }

    [Fact]
    public void Every_statement_that_a_site_can_sign_is_in_it_with_every_field_and_none_else()
    {
        var (document, page, _) = example.Write(DossierExample.AtNorth);
        var kinds = typeof(LedgerEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Where(k => k.DerivedType.IsSubclassOf(typeof(SiteStatement))).ToList();
        var fields = kinds.SelectMany(k => k.DerivedType.GetProperties().Select(p => $"{k.TypeDiscriminator}.{JsonNamingPolicy.CamelCase.ConvertName(p.Name)}")).Order(StringComparer.Ordinal).ToList();
        Assert.True(kinds.Count >= 8);
        Assert.Equal(fields, FieldsIn(document, "statements"));

        // On the page what all of them have stands once.
        var common = FieldsOn(page, "statements").Where(f => f.StartsWith("all of them.", StringComparison.Ordinal)).Select(f => f["all of them.".Length..]).ToList();
        Assert.Equal(typeof(SiteStatement).GetProperties().Where(p => p.DeclaringType == typeof(SiteStatement)).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order(StringComparer.Ordinal), common);
        var own = FieldsOn(page, "statements").Where(f => !f.StartsWith("all of them.", StringComparison.Ordinal));
        Assert.Equal(fields, own.Concat(kinds.SelectMany(k => common.Select(f => $"{k.TypeDiscriminator}.{f}"))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_without_words_a_recipient_and_a_time()
    {
        var (document, _, _) = example.Write(DossierExample.AtNorth);
        foreach (var message in document.GetProperty("messages").EnumerateArray().Concat(document.GetProperty("statements").EnumerateArray()))
        {
            Assert.All(["whatFor", "recipient", "retention"], key => Assert.True(message.GetProperty(key).GetString()!.Length > 8));
            Assert.InRange(message.GetProperty("mostBytes").GetInt64(), 1, 1 << 20);
            Assert.All(message.GetProperty("fields").EnumerateArray(), f => Assert.NotEmpty(f.GetProperty("words").GetString()!));
        }
    }

    [Theory]
    [MemberData(nameof(PolicyFields))]
    public void Every_field_of_a_policy_shows_in_a_hospitals_paper(string field)
    {
        var property = typeof(SitePolicy).GetProperty(field)!;
        var before = PolicyLines(DossierExample.Policy);
        var changed = DossierExample.Policy with { };
        property.SetValue(changed, Other(property.GetValue(changed), property.PropertyType));
        var after = PolicyLines(changed);
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.Single(before, line => after[line.Key] != line.Value);
    }

    [Fact]
    public void What_is_not_asked_or_not_let_out_is_said_so()
    {
        Assert.Equal("asked for", Use(DossierExample.Draft, "loss"));
        Assert.Equal("not asked for", Use(DossierExample.Draft, "holdoutLoss"));
        Assert.Equal("kept by this hospital's policy", Use(DossierExample.AtNorth, "loss"));
    }

    [Fact]
    public void Bounds_are_those_of_the_study()
    {
        var (document, _, _) = example.Write(DossierExample.Draft);
        var (plain, scaffold) = (UpdateLayout.Length(DossierExample.Protocol, "fedavg"), UpdateLayout.Length(DossierExample.Protocol, "scaffold"));
        var volume = document.GetProperty("volume");
        Assert.Equal(scaffold, volume.GetProperty("longestUpdate").GetInt64());

        // Three rounds and two seeds of each of two strategies; each run's final model is fetched, too.
        Assert.Equal(12, volume.GetProperty("updates").GetInt64());
        Assert.Equal(6 * (plain + scaffold), volume.GetProperty("bytesUp").GetInt64());
        Assert.Equal(8 * (plain + scaffold), volume.GetProperty("bytesDown").GetInt64());
        Assert.Equal(scaffold, document.GetProperty("messages").EnumerateArray().Single(m => m.GetProperty("name").GetString() == "update").GetProperty("mostBytes").GetInt64());
    }

    [Theory]
    [MemberData(nameof(Papers))]
    public void The_page_has_its_parts_in_order_and_the_hospitals_terms_in_its_own_paper_alone(bool own)
    {
        var (document, page, _) = example.Write(own ? DossierExample.AtNorth : DossierExample.Draft);
        string[] parts = ["study", "coordinator", "data", "messages", "statements", "volume", "sites", "protections", "retention", "risks", "hospital", "articles", "opinion"];
        Assert.Equal(parts.Where(p => own || p != "hospital"), page.Descendants("section").Select(s => s.Attribute("id")!.Value));
        Assert.Equal(own ? JsonValueKind.Object : JsonValueKind.Null, document.GetProperty("hospital").ValueKind);
        Assert.Equal(own, page.ToString().Contains("hub.example:7443", StringComparison.Ordinal));
    }

    [Fact]
    public void The_document_has_the_form_of_its_version()
    {
        var (document, _, _) = example.Write(DossierExample.AtNorth);
        Assert.Equal(1, document.GetProperty("schema").GetInt32());
        Assert.Equal(
            """
            articles[].article articles[].asks articles[].sections[] articles[].toAdd coordinatorSees data[].meaning data[].name data[].place data[].use hospital.cohort
            hospital.coordinator hospital.policy[].name hospital.policy[].words hospital.site hospital.stand hospital.worker messages[].fields[].inThisStudy
            messages[].fields[].name messages[].fields[].words messages[].mostBytes messages[].name messages[].recipient messages[].retention messages[].whatFor notice
            people[].name people[].words protections[].name protections[].state protections[].words retention[].limit retention[].what retention[].where risks[].name
            risks[].words schema sites[].id sites[].name sites[].role statements[].fields[].inThisStudy statements[].fields[].name statements[].fields[].words
            statements[].mostBytes statements[].name statements[].recipient statements[].retention statements[].whatFor study.name study.proposedBy study.purpose
            study.question study.sha256 study.standing study.title study.written volume.bytesDown volume.bytesUp volume.longestUpdate volume.parameters volume.updates
            """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
            Paths(document, "").Distinct().Order(StringComparer.Ordinal));
        Assert.All(document.GetProperty("protections").EnumerateArray(), p => Assert.Contains(p.GetProperty("state").GetString(), (string[])["on", "off", "none", "hospital"]));
    }

    [Fact]
    public void It_says_what_the_coordinator_sees_what_is_missing_and_that_it_is_no_legal_advice()
    {
        var (document, page, _) = example.Write(DossierExample.Draft);
        Assert.Contains("read each hospital's update alone", Part(page, "coordinator"), StringComparison.Ordinal);
        Assert.Contains("not legal advice", page.Root!.Value, StringComparison.Ordinal);
        Assert.All(["Secure aggregation", "Differential privacy", "Encryption at rest"], name =>
            Assert.Equal("none", document.GetProperty("protections").EnumerateArray().Single(p => p.GetProperty("name").GetString() == name).GetProperty("state").GetString()));
        Assert.All(["30(1)(a)", "30(1)(f)", "35(7)(a)", "35(7)(d)"], article => Assert.Contains(article, Part(page, "articles"), StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere_nothing_runs_and_every_link_leads_somewhere()
    {
        var (_, page, text) = example.Write(DossierExample.AtNorth);
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "link" or "img" or "iframe" or "object" or "image" or "use");
        Assert.DoesNotMatch(new Regex(@"https?:|//[a-z]|url\(|@import|&[gl]t;[^<]*</style>"), text);
        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToArray();
        Assert.All(page.Descendants("a"), a => Assert.Contains(a.Attribute("href")!.Value[1..], ids));
        Assert.Contains("Hospital <North>", Part(page, "sites"), StringComparison.Ordinal);
    }

    private Dictionary<string, string> PolicyLines(SitePolicy policy)
    {
        var (document, _, _) = example.Write(DossierExample.AtNorth with { Hospital = DossierExample.AtNorth.Hospital! with { Policy = policy } });
        return document.GetProperty("hospital").GetProperty("policy").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!, p => p.GetProperty("words").GetString()!);
    }

    private string Use(DossierSubject subject, string field)
    {
        var (document, _, _) = example.Write(subject);
        return document.GetProperty("statements").EnumerateArray().Single(m => m.GetProperty("name").GetString() == "update-submitted")
            .GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("name").GetString() == field).GetProperty("inThisStudy").GetString()!;
    }

    private static object Other(object? value, Type type) => value switch
    {
        System.Collections.Immutable.ImmutableArray<string> list => list.Add("other"),
        bool flag => !flag,
        int number => number + 1,
        long number => number + 1,
        TimeOnly time => time.AddHours(1),
        null when Nullable.GetUnderlyingType(type) is { } number => Convert.ChangeType(30, number, System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"The test knows no other value of {type}."),
    };

    private static IEnumerable<string> FieldsIn(JsonElement document, string list) => document.GetProperty(list).EnumerateArray()
        .SelectMany(m => m.GetProperty("fields").EnumerateArray().Select(f => $"{m.GetProperty("name").GetString()}.{f.GetProperty("name").GetString()}")).Order(StringComparer.Ordinal);

    private static IEnumerable<string> FieldsOn(XDocument page, string part) => Section(page, part).Descendants("tbody").Single().Elements("tr")
        .SelectMany(row => row.Descendants("code").Select(c => $"{row.Element("th")!.Value}.{c.Value}")).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Rows(XDocument page, string part) => Section(page, part).Descendants("tbody").Single().Elements("tr").Select(r => r.Element("th")!.Value);

    private static string Part(XDocument page, string part) => Section(page, part).Value;

    private static XElement Section(XDocument page, string part) => page.Descendants("section").Single(s => s.Attribute("id")!.Value == part);

    private static IEnumerable<string> Paths(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Paths(p.Value, path.Length > 0 ? $"{path}.{p.Name}" : p.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(v => Paths(v, path + "[]")),
        _ => [path],
    };
}
