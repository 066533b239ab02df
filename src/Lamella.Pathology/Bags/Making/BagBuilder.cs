using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Tiles;

namespace Lamella.Pathology.Bags.Making;

/// <summary>
/// Turns a tile index into one bag per patient. Tiles are decoded ahead on other threads while the encoder works, and batches run across patients,
/// so the encoder is never idle; bags are written behind it. Run again, it keeps every bag of the same contract and tiles.
/// </summary>
public static class BagBuilder
{
    private const int WritesAtOnce = 8;

    /// <summary>Makes the bags and <c>patients.csv</c>.</summary>
    /// <exception cref="LamellaException">
    /// A tile is missing, unreadable or too large, a feature is not finite, a patient's id cannot be a file name, or the disk is full. Bags that
    /// were finished stay, and the next run goes on from them.
    /// </exception>
    public static BagBuildResult Run(BagBuildOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.DecodeThreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.DecodeThreads, 16);
        if (options.PositiveShare is not null && options.Index.Options.LabelColumn is null)
            throw new LamellaException(ErrorCodes.UsageWrong, "an outcome by share of positive tiles needs tile labels.", "Name the column with --label-column.");
        foreach (var patient in options.Index.Patients)
            PatientFile.Require(patient.PatientId);
        Directory.CreateDirectory(options.OutputFolder);

        var run = new Making(options);
        run.Encode(cancellationToken);
        var file = PatientTable.Write(options.OutputFolder, run.Rows());
        return new BagBuildResult(run.Made, run.Kept, run.TilesEncoded, run.TilesLeftOut, run.WithoutBag(), file);
    }

    /// <summary>Digest of a patient's tiles: names, sizes in bytes, positions and labels, in order.</summary>
    private static string SourceDigest(string folder, PatientTiles patient)
    {
        var text = new StringBuilder();
        foreach (var tile in patient.Tiles)
        {
            var info = new FileInfo(Path.Combine(folder, tile.File));
            text.Append($"{tile.File}\t{(info.Exists ? info.Length : -1)}\t{tile.X}\t{tile.Y}\t{tile.Label}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private sealed class Making
    {
        private readonly BagBuildOptions options;
        private readonly int[] tilesInBag;
        private readonly List<Pending> pending = [];
        private readonly int tilesTotal;
        private int tilesDone, patientsDone;
        private readonly Queue<Task> writes = [];

        public Making(BagBuildOptions options)
        {
            this.options = options;
            var patients = options.Index.Patients;
            tilesInBag = new int[patients.Count];
            tilesTotal = patients.Sum(patient => patient.Tiles.Count);
            for (var i = 0; i < patients.Count; i++)
            {
                var source = SourceDigest(options.TileFolder, patients[i]);
                if (Existing(patients[i], source) is { } count)
                {
                    tilesInBag[i] = count;
                    Kept++;
                    patientsDone++;
                    tilesDone += patients[i].Tiles.Count;
                }
                else
                {
                    pending.Add(new Pending(i, patients[i], source));
                }
            }
        }

        public int Made { get; private set; }

        public int Kept { get; }

        public int TilesEncoded { get; private set; }

        public int TilesLeftOut { get; private set; }

        public void Encode(CancellationToken cancellationToken)
        {
            Report();
            if (pending.Count == 0)
                return;
            var encoder = options.Encoder;
            var decoder = new TileDecoder(options.TileFolder, encoder.Contract.TileSize, encoder.InputSize);
            var tiles = pending.SelectMany(patient => patient.Tiles.Tiles.Select(tile => (Patient: patient, Tile: tile))).ToArray();
            var features = new float[encoder.Batch * encoder.Dimension];
            using var batches = new TileBatches(decoder, Array.ConvertAll(tiles, tile => tile.Tile.File), encoder.Batch, options.DecodeThreads, cancellationToken);
            try
            {
                foreach (var batch in batches.All())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    encoder.Encode(batch.Pixels.AsSpan(0, batch.KeptCount * decoder.TileBytes), features.AsSpan(0, batch.KeptCount * encoder.Dimension));
                    for (int i = 0, row = 0; i < batch.Count; i++)
                    {
                        var (patient, tile) = tiles[batch.First + i];
                        if (batch.Kept[i])
                            patient.Take(tile, features.AsSpan(row++ * encoder.Dimension, encoder.Dimension));
                        else
                            TilesLeftOut++;
                        if (++patient.Seen == patient.Tiles.Tiles.Count)
                            Finish(patient);
                    }

                    TilesEncoded += batch.KeptCount;
                    tilesDone += batch.Count;
                    Report();
                }
            }
            finally
            {
                // Whatever ended the encoding, no write is left behind.
                Task.WhenAll(writes).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
            }

            foreach (var write in writes)
                write.GetAwaiter().GetResult();
        }

        public IEnumerable<PatientTable.Row> Rows() =>
            options.Index.Patients.Select((patient, i) => new PatientTable.Row(
                patient.PatientId,
                tilesInBag[i],
                [.. options.Index.Options.Carry.Zip(patient.Carried)],
                options.PositiveShare is null ? null : patient.PositiveShare,
                options.PositiveShare is { } share ? (patient.PositiveShare >= share ? 1 : 0) : null)).Where(row => row.Tiles > 0);

        public IReadOnlyList<string> WithoutBag() => [.. options.Index.Patients.Where((_, i) => tilesInBag[i] == 0).Select(patient => patient.PatientId)];

        private int? Existing(PatientTiles patient, string source)
        {
            var path = PatientFile.Path(options.OutputFolder, patient.PatientId);
            if (!File.Exists(path))
                return null;
            BagHeader header;
            try
            {
                header = BagFile.ReadHeader(path);
            }
            catch (LamellaException)
            {
                // A damaged bag is made again.
                return null;
            }

            if (header.Contract is { } contract && options.Encoder.Contract.FirstDifference(contract) is { } field)
                throw new LamellaException(ErrorCodes.OutputNotEmpty, $"'{path}' was made with another feature contract: {field} differs.", "Name an empty folder with --out; bags of different contracts are never mixed.");
            return header.SourceSha256 == source ? header.Count : null;
        }

        private void Finish(Pending patient)
        {
            patientsDone++;
            tilesInBag[patient.Index] = patient.Count;
            if (patient.Count == 0)
                return;
            Made++;
            var bag = patient.ToBag(options.Encoder.Contract);
            var path = PatientFile.Path(options.OutputFolder, bag.PatientId);
            // Flushing to the disk may take longer than encoding; a fault surfaces here, some bags later, or at the end.
            while (writes.Count >= WritesAtOnce)
                writes.Dequeue().GetAwaiter().GetResult();
            writes.Enqueue(Task.Run(() => BagFile.Write(path, bag)));
        }

        private void Report() => options.Progress?.Report(new BagProgress(tilesDone, tilesTotal, patientsDone, options.Index.Patients.Count));
    }

    /// <summary>A patient whose bag is being filled.</summary>
    private sealed class Pending(int index, PatientTiles tiles, string source)
    {
        private readonly List<float> features = [];
        private readonly List<TileRecord> kept = [];

        public int Index { get; } = index;

        public PatientTiles Tiles { get; } = tiles;

        public int Seen { get; set; }

        public int Count => kept.Count;

        public void Take(TileRecord tile, ReadOnlySpan<float> row)
        {
            if (kept.Count == 0)
                features.EnsureCapacity(Tiles.Tiles.Count * row.Length);
            kept.Add(tile);
            features.AddRange(row);
        }

        public FeatureBag ToBag(FeatureContract contract)
        {
            var bag = new FeatureBag(
                Tiles.PatientId,
                kept.Count,
                features.ToArray(),
                contract,
                kept[0].X is null ? null : [.. kept.SelectMany(tile => new[] { tile.X!.Value, tile.Y!.Value })],
                kept[0].Label is null ? null : [.. kept.Select(tile => tile.Label!.Value)],
                sourceSha256: source);
            features.Clear();
            features.TrimExcess();
            return bag;
        }
    }
}
