using Lamella.Federation.Studies;
using Lamella.Protocols.Shapes;
using static Lamella.Protocols.Studies.Shorthand;

namespace Lamella.Protocols.Policies;

/// <summary>Every key of a site's policy.</summary>
internal static class PolicyShape
{
    private const long MostBytes = 1_000_000_000_000_000;

    private static readonly Shape Time = new TextShape("^([01][0-9]|2[0-3]):[0-5][0-9]$", "a time of day, hh:mm");

    /// <summary>The whole file.</summary>
    public static readonly GroupShape Root = new(
        new("coordinators", Texts, "Coordinators that may be worked with, host:port.", true),
        new("studies", Texts, "Studies by short name or hash; * stands for any letters.", true),
        new("purposes", Texts, "Purposes as they are proposed; * stands for any letters.", true),
        new("approval", ApprovalShape(), "Who may approve.", true),
        new("metrics", new ListShape(new ChoiceShape(SiteMetrics.TrainingLoss, SiteMetrics.HoldoutLoss, SiteMetrics.ColumnSums, SiteMetrics.TestMetrics)), "Figures about patients that may leave beside weights."),
        new("smallestCell", Count(1_000_000), "Fewest patients that a figure may rest on."),
        new("updates", UpdatesShape(), "What one update may reveal."),
        new("tellCounts", Flag, "Whether the coordinator may be told how many patients a check found."),
        new("hours", HoursShape(), "Local time of day in which work may begin; left out: any."),
        new("retention", Count(36_500), "Days after a study's end after which its data are purged; left out: until somebody does."),
        new("machine", MachineShape(), "What work may take of the machine and the line; left out: what there is."));

    private static GroupShape ApprovalShape() => new(
        new("names", Texts, "Names of those who may approve; * stands for any letters.", true),
        new("accounts", Texts, "Accounts of this machine that may approve; * stands for any letters.", true),
        new("persons", new IntegerShape(1, 2), "How many different people must approve."));

    private static GroupShape UpdatesShape() => new(
        new("minimumPatients", Count(10_000_000), "Fewest training patients behind an update."),
        new("minimumSamples", Count(1_000_000_000_000), "Fewest patients of a step times the steps of an update."),
        new("maximumParameters", Count(10_000_000_000), "Most numbers of the model that travels."),
        new("roundBytes", Count(MostBytes), "Most bytes of one update."),
        new("studyBytes", Count(MostBytes), "Most bytes of all updates of a study."),
        new("minimumSites", Count(10_000), "Fewest sites that the coordinator may see an update together with."));

    private static GroupShape MachineShape() => new(
        new("cores", new IntegerShape(1, 1_024), "Most processors that work uses at once."),
        new("bandwidth", new IntegerShape(1_000, MostBytes), "Most bytes a second of files that come and go."));

    private static GroupShape HoursShape() => new(new("from", Time, "From, hh:mm.", true), new("until", Time, "Until, hh:mm; before 'from': over midnight.", true));
}
