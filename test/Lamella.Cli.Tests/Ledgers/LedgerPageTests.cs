using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lamella.Federation.Ledger.Events;
using Lamella.Testing;

namespace Lamella.Cli.Tests.Ledgers;

public sealed class LedgerPageTests
{
    [Fact]
    public void The_page_about_the_ledger_lists_every_event_with_every_field()
    {
        var page = File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, "docs", "ledger.md"));
        foreach (var kind in typeof(LedgerEvent).GetCustomAttributes<JsonDerivedTypeAttribute>())
        {
            var isStatement = kind.DerivedType.IsSubclassOf(typeof(SiteStatement));
            var row = page.Single(line => line.StartsWith($"| `{kind.TypeDiscriminator}`{(isStatement ? " (site)" : "")} |", StringComparison.Ordinal));
            var fields = kind.DerivedType.GetProperties().Where(p => !isStatement || typeof(SiteStatement).GetProperty(p.Name) is null);
            foreach (var field in fields)
                Assert.Contains($"`{JsonNamingPolicy.CamelCase.ConvertName(field.Name)}`", row);
        }
    }
}
