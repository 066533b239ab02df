using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Models;

/// <summary>Walks a chain of blocks from its input to the task's outputs and collects parameters and faults on the way.</summary>
internal sealed class ManifestBuilder(ModelSpec model, InputSpec inputs, TaskSpec task, int covariates, ImmutableArray<string> keepLocal)
{
    /// <summary>Tiles of the largest bag that memory is reckoned for when the protocol sets no cap.</summary>
    private const int UncappedTiles = 10_000;

    private const int MaxDimension = 65_536;

    private readonly HashSet<string> names = new(StringComparer.Ordinal) { ModelShape.FinalLayer, "covariates" };

    /// <summary>Every fault found, one sentence each.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>True when a limit on parameters or memory is exceeded.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The shape, or null where a fault makes the rest unknowable.</summary>
    public ModelShape? Build()
    {
        var usesBags = inputs.Bags is not null;
        var fusion = usesBags && covariates > 0 ? inputs.Fusion : Fusion.None;
        if (!usesBags && covariates == 0)
            Faults.Add("There is nothing to predict from: neither bags nor clinical variables.");
        if (usesBags && covariates > 0 && fusion == Fusion.None)
            Faults.Add("Bags and clinical variables are both given: fusion must be early or late.");
        if (inputs.Bags is { Dimension: < 1 or > MaxDimension })
            Faults.Add($"Bags have {inputs.Bags.Dimension} features per row; 1 to {MaxDimension} are allowed.");
        if (Faults.Count > 0)
            return null;

        var input = usesBags ? new Extent(StartOf(inputs.Bags!), inputs.Bags!.Dimension) : new Extent(Stage.Vector, covariates);
        if (Chain(input, fusion) is not { } blocks)
            return null;
        var parameters = blocks.SelectMany(b => b.Parameters).ToList();
        if (fusion == Fusion.Late)
            parameters.Add(new ParameterSpec(ModelShape.LateFusionWeight, [task.Outputs, covariates], InitLaw.Uniform, 1.0 / Math.Sqrt(covariates)));
        CheckSize(blocks, parameters);
        if (IsTooLarge)
            return null;
        return new ModelShape
        {
            Input = input,
            Blocks = blocks,
            Covariates = covariates,
            UsesBags = usesBags,
            Fusion = fusion,
            Outputs = task.Outputs,
            Manifest = new ParameterManifest(KeepLocal(parameters)),
        };
    }

    /// <summary>A slide-level embedding is a vector, unless the head itself pools over several.</summary>
    private Stage StartOf(BagInput bags) =>
        bags.Kind == BagKind.Slide && !model.Blocks.Any(BlockShapes.NeedsMatrix) ? Stage.Vector : Stage.Matrix;

    private ImmutableArray<BlockPlan>? Chain(Extent input, Fusion fusion)
    {
        var plans = ImmutableArray.CreateBuilder<BlockPlan>();
        var at = input;
        var pending = fusion == Fusion.Early;
        for (var i = 0; i < model.Blocks.Length; i++)
        {
            var name = model.Blocks[i].Name is { Length: > 0 } given ? given : $"b{i + 1}";
            CheckName(name);
            if (Add(model.Blocks[i], name) is not true)
                return null;
        }

        if (!model.EndsInBlocks && !Add(new LinearBlock(0), ModelShape.FinalLayer))
            return null;
        if (at.Stage == Stage.Matrix)
            Faults.Add("The chain ends with tiles: it needs a pooling block (gatedAttention, pool, takeClassToken).");
        else if (pending)
            Faults.Add("Early fusion has no layer to enter: the bag becomes a vector only at the end. Use late fusion with this head.");
        else if (at.Width != task.Outputs)
            Faults.Add($"The chain ends with {at.Width} values, the task has {task.Outputs}.");
        return Faults.Count == 0 ? plans.ToImmutable() : null;

        bool Add(Block block, string name)
        {
            var takes = pending && at.Stage == Stage.Vector;
            if (takes)
                at = at with { Width = at.Width + covariates };
            if (BlockShapes.FaultOf(block, at, task) is { } fault)
            {
                Faults.Add($"Block '{name}': {fault}");
                return false;
            }

            var parameters = BlockShapes.ParametersOf(block, name, at, task);
            var next = BlockShapes.OutputOf(block, at, task);
            plans.Add(new BlockPlan(block, name, at, next, takes, parameters));
            pending &= !takes;
            at = next;
            return true;
        }
    }

    private void CheckName(string name)
    {
        if (name.Length > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            Faults.Add($"Block name '{name}' may have letters, digits, '_' and '-' only, at most 64.");
        if (!names.Add(name))
            Faults.Add($"Block name '{name}' is taken.");
    }

    private void CheckSize(ImmutableArray<BlockPlan> blocks, List<ParameterSpec> parameters)
    {
        var count = parameters.Sum(p => p.Shape.Aggregate(1L, (product, extent) => product * extent));
        if (count > Math.Min(model.MaxParameters, int.MaxValue))
        {
            Faults.Add($"{count:N0} parameters exceed the limit of {model.MaxParameters:N0}.");
            IsTooLarge = true;
        }

        var tiles = inputs.Bags is not { Kind: BagKind.Tiles } bags ? 1 : bags.MaxTiles > 0 ? bags.MaxTiles : UncappedTiles;
        var megabytes = blocks.Sum(b => BlockShapes.ActivationsOf(b, tiles)) * sizeof(float) >> 20;
        if (megabytes > model.MaxBagMegabytes)
        {
            Faults.Add($"Training on a bag of {tiles:N0} tiles needs about {megabytes:N0} MB, the limit is {model.MaxBagMegabytes:N0}.");
            IsTooLarge = true;
        }
    }

    private IEnumerable<ParameterSpec> KeepLocal(List<ParameterSpec> parameters)
    {
        var local = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in keepLocal)
        {
            var hits = parameters.Where(p => Matches(p.Name, pattern)).Select(p => p.Name).ToList();
            if (hits.Count == 0)
                Faults.Add($"Nothing to keep local is named '{pattern}'; there are {string.Join(", ", parameters.Select(p => p.Name))}.");
            local.UnionWith(hits);
        }

        if (local.Count == parameters.Count)
            Faults.Add("Every parameter is kept local: nothing would be trained together.");
        return parameters.Select(p => p with { IsLocal = local.Contains(p.Name) });
    }

    private bool Matches(string name, string pattern) => pattern switch
    {
        "normalisation" => IsNormalisation(name),
        [.. var prefix, '*'] => name.StartsWith(prefix, StringComparison.Ordinal),
        _ => name == pattern,
    };

    private bool IsNormalisation(string name)
    {
        if (name.EndsWith(".norm.weight", StringComparison.Ordinal) || name.EndsWith(".norm.bias", StringComparison.Ordinal))
            return true;
        var block = name[..name.LastIndexOf('.')];
        return model.Blocks.Select((b, i) => (b, name: b.Name is { Length: > 0 } n ? n : $"b{i + 1}")).Any(x => x.b is LayerNormBlock && x.name == block);
    }
}
