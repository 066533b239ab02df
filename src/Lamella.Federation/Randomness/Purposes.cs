namespace Lamella.Federation.Randomness;

/// <summary>The purposes streams are opened for; a purpose is used for one thing only.</summary>
public static class Purposes
{
    /// <summary>Initial weights; step is the parameter's ordinal. Site is empty: all sites start alike.</summary>
    public const string InitialWeights = "initial-weights";

    /// <summary>Order of training rows; step is the epoch.</summary>
    public const string Batches = "batches";

    /// <summary>Dropout masks; step is the training step.</summary>
    public const string Dropout = "dropout";

    /// <summary>Tiles of a patient with more than the cap; site is the patient's id.</summary>
    public const string Tiles = "tiles";

    /// <summary>Train/test draw.</summary>
    public const string Split = "split";

    /// <summary>Draw of a limited number of training rows.</summary>
    public const string Limit = "limit";

    /// <summary>Early-stopping holdout.</summary>
    public const string Holdout = "holdout";

    /// <summary>Bootstrap replicates; step is the replicate.</summary>
    public const string Bootstrap = "bootstrap";

    /// <summary>Permuted outcomes of the negative control.</summary>
    public const string Permutation = "permutation";

    /// <summary>Synthetic slides and patients.</summary>
    public const string Synthetic = "synthetic";
}
