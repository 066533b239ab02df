using System.Collections.Concurrent;

namespace Lamella.Testing.Network.Frames;

/// <summary>What came back for frames that were thrown at a coordinator.</summary>
public sealed class FrameTally
{
    /// <summary>What stands for an answer that is no refusal.</summary>
    public const string Answered = "answered";

    /// <summary>How often each answer came, by call and answer: <c>Join LML9002</c>.</summary>
    public ConcurrentDictionary<string, long> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Refusals without a code, and calls that did not end: there should be none.</summary>
    public ConcurrentDictionary<string, long> WithoutCode { get; } = new(StringComparer.Ordinal);

    /// <summary>Frames thrown.</summary>
    public long Count => Answers.Values.Sum() + WithoutCode.Values.Sum();

    internal void Add(string call, string answer) => Answers.AddOrUpdate($"{call} {answer}", 1, (_, n) => n + 1);

    internal void AddWithoutCode(string call, string words) => WithoutCode.AddOrUpdate($"{call} {words}", 1, (_, n) => n + 1);
}
