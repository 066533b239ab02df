using System.Collections.Immutable;
using System.Text.Json;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Site.Work;

/// <summary>What is asked: <c>in/job.json</c> of a job folder (docs/job-folder.md).</summary>
public sealed record JobSpec
{
    /// <summary>What is asked for.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The study as its canonical JSON.</summary>
    public required JsonElement Protocol { get; init; }

    /// <summary>The site.</summary>
    public required SiteId Site { get; init; }

    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>How the site's tables and bags become the study's; paths in full.</summary>
    public required SiteMap Map { get; init; }

    /// <summary>The file the map was read from, for messages.</summary>
    public required string MapFile { get; init; }

    /// <summary>SHA-256 of what the cohort is and who is left out of it; another one means that data are to be read anew.</summary>
    public required string Data { get; init; }

    /// <summary>The cohort's fingerprint, whoever is left out of it; another one means that nothing committed before goes on.</summary>
    public required string Cohort { get; init; }

    /// <summary>The files beside it.</summary>
    public required ImmutableArray<JobInput> Inputs { get; init; }

    /// <summary>The round's order; null in a job that scores.</summary>
    public RoundOrder? Order { get; init; }

    /// <summary>The study.</summary>
    internal StudyProtocol ReadProtocol() => ProtocolEncoding.Decode(JsonSerializer.SerializeToUtf8Bytes(Protocol));
}
