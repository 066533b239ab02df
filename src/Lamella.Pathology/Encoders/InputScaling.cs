namespace Lamella.Pathology.Encoders;

/// <summary>How pixels enter an encoder.</summary>
public enum InputScaling
{
    /// <summary>0 to 255 as they are: pre-processing stands inside the model.</summary>
    Raw,

    /// <summary>(value / 255 - mean) / sd per channel with the ImageNet figures (.485 .456 .406; .229 .224 .225).</summary>
    ImageNet,

    /// <summary>value / 255.</summary>
    Unit,
}
