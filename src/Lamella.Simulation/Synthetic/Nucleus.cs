namespace Lamella.Simulation.Synthetic;

/// <summary>A kind of nucleus.</summary>
/// <param name="Radius">Mean radius in um.</param>
/// <param name="Spread">Its relative spread.</param>
/// <param name="Stretch">Elongation.</param>
/// <param name="Amount">Amount of dye.</param>
/// <param name="Grain">Grain of the chromatin.</param>
internal sealed record Nucleus(float Radius, float Spread, float Stretch, float Amount, float Grain)
{
    public static Nucleus Stromal { get; } = new(2.6f, 0.15f, 0.9f, 0.75f, 0.15f);

    public static Nucleus Lymphocyte { get; } = new(2.5f, 0.10f, 0.1f, 1.05f, 0.10f);

    public static Nucleus Epithelial { get; } = new(3.6f, 0.12f, 0.3f, 0.70f, 0.20f);

    public static Nucleus Lesional { get; } = new(4.3f, 0.28f, 0.5f, 0.82f, 0.45f);
}
