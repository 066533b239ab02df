using System.Text.Json;
using System.Text.Json.Serialization;
using Lamella.Learning.Training;

namespace Lamella.Site.Work;

/// <summary>A line of a worker's standard output: a step that is done, or the end of a job. Nothing else is ever on it.</summary>
internal sealed record WorkerLine
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Steps done in the job.</summary>
    public int? Done { get; init; }

    /// <summary>Steps of the job.</summary>
    public int? Steps { get; init; }

    /// <summary>Loss of the step's batch.</summary>
    public double? Loss { get; init; }

    /// <summary>The job whose answer is in the folder now.</summary>
    public string? End { get; init; }

    /// <summary>The step that it tells of; null when it tells of none.</summary>
    [JsonIgnore]
    public StepProgress? Step => (Done, Steps, Loss, End) is ({ } done, { } steps, { } loss, null) ? new StepProgress(done, steps, loss) : null;

    /// <summary>A step.</summary>
    public static WorkerLine Of(StepProgress step) => new() { Done = step.Done, Steps = step.Steps, Loss = step.Loss };

    /// <summary>The line; null when it is none.</summary>
    public static WorkerLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerLine>(text, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The line as text.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Options);
}
