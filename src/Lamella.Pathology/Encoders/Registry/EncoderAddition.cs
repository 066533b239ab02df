namespace Lamella.Pathology.Encoders.Registry;

/// <summary>What adding an encoder came to.</summary>
/// <param name="Encoder">The encoder.</param>
/// <param name="WasThere">True when it was in the registry already and nothing was changed.</param>
public sealed record EncoderAddition(RegisteredEncoder Encoder, bool WasThere);
