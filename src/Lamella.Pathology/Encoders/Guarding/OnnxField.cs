namespace Lamella.Pathology.Encoders.Guarding;

/// <summary>What a field holds.</summary>
internal enum OnnxContent
{
    Number,
    Fixed32,
    Fixed64,
    Text,
    Raw,
    Message,
}

/// <summary>One field of a message: what it holds, of which message, whether it may stand there several times, and, for one that is never taken, why.</summary>
internal sealed record OnnxField(OnnxContent Content, bool Many = false, OnnxPart Part = OnnxPart.None, OnnxRule? Refused = null);
