using System.Globalization;
using System.Text.Json;
using Lamella.Federation;
using Lamella.Pathology.Quality;
using Microsoft.Data.Sqlite;

namespace Lamella.Pathology.Catalogue;

/// <summary>
/// The catalogue: one SQLite file in the hospital's store, a row for each slide file and the cohorts that were frozen. A row appears when its bag is safely
/// on the disk, so what the catalogue says was made is there. Used by one thread at a time.
/// </summary>
public sealed class SlideCatalogue : IDisposable
{
    private const int Version = 1;

    private const string Schema = """
        create table if not exists slides (
            file text primary key, bytes integer not null, changed text not null, digest text not null, slide text not null,
            patient text not null, patient_pseudonym text not null, format text not null, width integer not null, height integer not null,
            verdict text not null, findings text not null, measures text not null, inputs text not null,
            tiles integer not null, bag_sha256 text not null, examined text not null, seconds real not null) strict;
        create index if not exists slides_by_slide on slides (slide);
        create table if not exists cohorts (
            hash text primary key, name text not null, contract text not null, made text not null) strict;
        create table if not exists cohort_slides (
            hash text not null references cohorts (hash), slide text not null, patient_pseudonym text not null, bag_sha256 text not null,
            primary key (hash, slide)) strict;
        """;

    private readonly SqliteConnection connection;

    private SlideCatalogue(SqliteConnection connection) => this.connection = connection;

    /// <summary>Opens a catalogue; a new one is made.</summary>
    /// <exception cref="LamellaException">The file is no catalogue, or of a newer version.</exception>
    public static SlideCatalogue Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var catalogue = new SlideCatalogue(connection);
            var version = Convert.ToInt64(catalogue.Scalar("pragma user_version"), CultureInfo.InvariantCulture);
            if (version > Version)
                throw new LamellaException(ErrorCodes.StoreUnusable, $"'{path}' was written by a newer version of Lamella.", "Update Lamella.");
            if (version == 0)
            {
                // Full synchronisation: a row that was told is on the disk.
                catalogue.Execute("pragma journal_mode = delete");
                catalogue.Execute(Schema);
                catalogue.Execute($"pragma user_version = {Version}");
            }

            catalogue.Execute("pragma synchronous = full");
            return catalogue;
        }
        catch (SqliteException fault)
        {
            connection.Dispose();
            throw Fault(path, fault);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>All slides, by file.</summary>
    public IReadOnlyList<SlideRecord> Slides()
    {
        using var command = Command("select * from slides order by file");
        using var reader = command.ExecuteReader();
        var slides = new List<SlideRecord>();
        while (reader.Read())
            slides.Add(Record(reader));
        return slides;
    }

    /// <summary>The row of a file; null when there is none.</summary>
    public SlideRecord? Find(string file)
    {
        using var command = Command("select * from slides where file = $file", ("$file", file));
        using var reader = command.ExecuteReader();
        return reader.Read() ? Record(reader) : null;
    }

    /// <summary>Writes a row in place of the one the file had.</summary>
    /// <exception cref="LamellaException">The disk is full.</exception>
    public void Put(SlideRecord slide) => Guarded(() =>
    {
        using var command = Command(
            """
            insert or replace into slides values ($file, $bytes, $changed, $digest, $slide, $patient, $pseudonym, $format, $width, $height,
                $verdict, $findings, $measures, $inputs, $tiles, $bag, $examined, $seconds)
            """,
            ("$file", slide.File), ("$bytes", slide.Bytes), ("$changed", Text(slide.Changed)), ("$digest", slide.Digest), ("$slide", slide.Slide),
            ("$patient", slide.Patient), ("$pseudonym", slide.PatientPseudonym), ("$format", slide.Format), ("$width", slide.Width), ("$height", slide.Height),
            ("$verdict", slide.Verdict.ToString()), ("$findings", JsonSerializer.Serialize(slide.Findings)), ("$measures", JsonSerializer.Serialize(slide.Measures)),
            ("$inputs", slide.Inputs), ("$tiles", slide.TilesInBag), ("$bag", slide.BagSha256), ("$examined", Text(slide.Examined)), ("$seconds", slide.Seconds));
        command.ExecuteNonQuery();
    });

    /// <summary>Forgets a file that is no longer there.</summary>
    public void Remove(string file) => Guarded(() =>
    {
        using var command = Command("delete from slides where file = $file", ("$file", file));
        command.ExecuteNonQuery();
    });

    /// <summary>Freezes a cohort; freezing the same again changes nothing.</summary>
    public void Put(CohortSnapshot cohort) => Guarded(() =>
    {
        using var transaction = connection.BeginTransaction();
        using (var head = Command("insert or ignore into cohorts values ($hash, $name, $contract, $made)", ("$hash", cohort.Hash), ("$name", cohort.Name), ("$contract", cohort.ContractSha256), ("$made", Text(cohort.Made))))
            head.ExecuteNonQuery();
        foreach (var slide in cohort.Slides)
        {
            using var row = Command("insert or ignore into cohort_slides values ($hash, $slide, $patient, $bag)", ("$hash", cohort.Hash), ("$slide", slide.Slide), ("$patient", slide.Patient), ("$bag", slide.BagSha256));
            row.ExecuteNonQuery();
        }

        transaction.Commit();
    });

    /// <summary>The cohorts that were frozen, oldest first.</summary>
    public IReadOnlyList<CohortSnapshot> Cohorts()
    {
        var heads = new List<(string Hash, string Name, string Contract, DateTimeOffset Made)>();
        using (var command = Command("select hash, name, contract, made from cohorts order by made, hash"))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                heads.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), Time(reader.GetString(3))));
        }

        return [.. heads.Select(head =>
        {
            using var command = Command("select slide, patient_pseudonym, bag_sha256 from cohort_slides where hash = $hash order by slide", ("$hash", head.Hash));
            using var reader = command.ExecuteReader();
            var slides = new List<CohortSlide>();
            while (reader.Read())
                slides.Add(new CohortSlide(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            return new CohortSnapshot(head.Name, head.Contract, head.Made, slides);
        })];
    }

    /// <inheritdoc />
    public void Dispose() => connection.Dispose();

    private static SlideRecord Record(SqliteDataReader reader) => new()
    {
        File = reader.GetString(0),
        Bytes = reader.GetInt64(1),
        Changed = Time(reader.GetString(2)),
        Digest = reader.GetString(3),
        Slide = reader.GetString(4),
        Patient = reader.GetString(5),
        PatientPseudonym = reader.GetString(6),
        Format = reader.GetString(7),
        Width = reader.GetInt64(8),
        Height = reader.GetInt64(9),
        Verdict = Enum.Parse<Verdict>(reader.GetString(10)),
        Findings = JsonSerializer.Deserialize<Finding[]>(reader.GetString(11)) ?? [],
        Measures = JsonSerializer.Deserialize<SlideMeasures>(reader.GetString(12)) ?? new SlideMeasures(),
        Inputs = reader.GetString(13),
        TilesInBag = reader.GetInt32(14),
        BagSha256 = reader.GetString(15),
        Examined = Time(reader.GetString(16)),
        Seconds = reader.GetDouble(17),
    };

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static LamellaException Fault(string what, SqliteException fault) => fault.SqliteErrorCode switch
    {
        13 or 10 => new LamellaException(ErrorCodes.DiskFull, $"the catalogue could not be written: {fault.Message}", "Free space, then run the command again.", fault),
        _ => new LamellaException(ErrorCodes.StoreUnusable, $"{what} cannot be used: {fault.Message}", "Restore it from a backup, or extract into a new folder.", fault),
    };

    private static void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (SqliteException fault)
        {
            throw Fault("the catalogue", fault);
        }
    }

    private object? Scalar(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar();
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>Every value is a parameter; no statement is put together from text that came from outside.</summary>
    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
