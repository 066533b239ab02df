using Lamella.Federation.Metrics;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Local;
using Lamella.Site.Rounds;
using Lamella.Storage;

namespace Lamella.Site.Work;

/// <summary>The model that a site trains alone, for comparison: made once per seed, kept in the job folder, and never sent anywhere.</summary>
/// <param name="folder">Where it is kept.</param>
/// <param name="progress">Told after every step.</param>
internal sealed class LocalModel(string folder, Action<StepProgress> progress) : ICentralWatch
{
    /// <summary>File of the finished model.</summary>
    public const string ModelName = "model.safetensors";

    /// <summary>File of a training that is not finished.</summary>
    public const string CheckpointName = "checkpoint";

    private readonly string model = Path.Combine(folder, ModelName), checkpoint = Path.Combine(folder, CheckpointName);

    /// <summary>Its file, trained first if need be; the same bytes as the local arm of a simulated study with this seed.</summary>
    public string File(StudyProtocol protocol, ModelShape shape, SiteId site, ulong seed, SiteExamples patients, BagCache bags, CancellationToken cancellation)
    {
        if (System.IO.File.Exists(model))
            return model;
        var (weights, _, _) = new CentralTraining(protocol, shape, ArmNames.Local(site), seed, patients, bags).Run(checkpoint, this, cancellation);
        DurableFile.Replace(model, stream => Safetensors.Write(stream, shape.Manifest, weights));
        System.IO.File.Delete(checkpoint);
        return model;
    }

    /// <inheritdoc />
    public void Stepped(StepProgress step, int before, int total) => progress(new StepProgress(before + step.Done, total, step.Loss));

    /// <inheritdoc />
    public void Keep(string file, TrainingCheckpoint checkpoint) => DurableFile.Replace(file, checkpoint.Write);
}
