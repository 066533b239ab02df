using System.Security.Cryptography;

namespace Lamella.Site.Hosting;

/// <summary>A site's folder: identity, copy of the ledger, outbox, and the files of the rounds it is at. Nothing of it is for others' eyes.</summary>
public sealed class SiteFolder
{
    /// <summary>Name of the folder of key and certificates.</summary>
    public const string IdentityName = "identity";

    /// <summary>Name of the policy's file.</summary>
    public const string PolicyName = "policy.yaml";

    /// <summary>Name of the file that says how it dials out.</summary>
    public const string SettingsName = "site.json";

    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string folder;

    /// <summary>Opens or makes it.</summary>
    public SiteFolder(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(this.folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(this.folder, OwnerFolder);
    }

    /// <summary>Key and certificates.</summary>
    public string Identity => Path.Combine(folder, IdentityName);

    /// <summary>Who answered which study, and with which account of this machine.</summary>
    public string Answers => Path.Combine(folder, "answers.log");

    /// <summary>The site's copy of the ledger.</summary>
    public string Ledger => Path.Combine(folder, "ledger.db");

    /// <summary>Statements on their way.</summary>
    public string Outbox => Path.Combine(folder, "outbox");

    /// <summary>Files of rounds on their way in.</summary>
    public string Inbox => Path.Combine(folder, "inbox");

    /// <summary>The job folder of each study.</summary>
    public string Jobs => Path.Combine(folder, "jobs");

    /// <summary>What shows that studies were purged: a proof for each.</summary>
    public string Purges => Path.Combine(folder, "purges");

    /// <summary>What has left the site.</summary>
    public string EgressLog => Path.Combine(folder, "egress.log");

    /// <summary>The socket for those who run it.</summary>
    public string Socket => Path.Combine(folder, "site.sock");

    /// <summary>Is there while no new work is begun.</summary>
    public string PauseMark => Path.Combine(folder, "paused");

    /// <summary>How it dials out.</summary>
    public string Settings => Path.Combine(folder, SettingsName);

    /// <summary>What the hospital allows.</summary>
    public string Policy => Path.Combine(folder, PolicyName);

    /// <summary>The hospital's tables and bags, by name.</summary>
    public string Cohorts => Path.Combine(folder, "cohorts");

    /// <summary>Which cohort each study was approved with.</summary>
    public string Studies => Path.Combine(folder, "studies");

    /// <summary>What workers did against their contract.</summary>
    public string WorkerLog => Path.Combine(folder, "worker.log");

    /// <summary>A place for a file that is handed out and goes away.</summary>
    public string NewExport() => Path.Combine(folder, $"export-{RandomNumberGenerator.GetHexString(16)}.tmp");

    /// <summary>The job folder of a study.</summary>
    public string JobsOf(string protocolSha256) => Path.Combine(Jobs, protocolSha256[..16]);

    /// <summary>The folder itself, which no worker sees.</summary>
    public string FullName => folder;
}
