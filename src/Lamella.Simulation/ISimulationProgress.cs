namespace Lamella.Simulation;

/// <summary>What a study tells about itself while it runs. Every member has an empty default.</summary>
public interface ISimulationProgress
{
    /// <summary>Something worth a line: rows left out, a site with one class only.</summary>
    void Note(string text)
    {
    }

    /// <summary>Number of units (rounds or epochs) the whole study has, those done before included.</summary>
    void Planned(int units)
    {
    }

    /// <summary>A unit of an arm is finished.</summary>
    /// <param name="arm">The arm, with strategy and seed, as people read it.</param>
    /// <param name="done">Units of the arm done.</param>
    /// <param name="total">Units the arm has.</param>
    void UnitFinished(string arm, int done, int total)
    {
    }

    /// <summary>A training step is finished.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="site">Where.</param>
    /// <param name="done">Steps done in this unit.</param>
    /// <param name="total">Steps of this unit.</param>
    void StepFinished(string arm, string site, int done, int total)
    {
    }
}
