namespace Lamella.Federation;

/// <summary>
/// Every stable error code in one place; each has a page in docs/errors named after it (a test checks that).
/// 1xxx protocol, 2xxx tables and cohorts, 3xxx bags and encoders, 4xxx models and updates, 5xxx runs and folders, 6xxx engine, 7xxx slides, 8xxx ledger
/// and rounds, 9xxx network.
/// </summary>
public static class ErrorCodes
{
    /// <summary>A file that was named does not exist.</summary>
    public const string FileMissing = "LML1001";

    /// <summary>The study protocol has faults; all are listed.</summary>
    public const string ProtocolInvalid = "LML1002";

    /// <summary>A site's map has faults; all are listed.</summary>
    public const string MapInvalid = "LML1003";

    /// <summary>A site's policy has faults; all are listed.</summary>
    public const string PolicyInvalid = "LML1004";

    /// <summary>A table could not be read as delimited text.</summary>
    public const string TableUnreadable = "LML2001";

    /// <summary>A column that the map or the dictionary names is not in the table.</summary>
    public const string ColumnUnknown = "LML2002";

    /// <summary>A value is neither an allowed code, nor a missing code, nor a number.</summary>
    public const string CodeUnknown = "LML2003";

    /// <summary>One patient stands in more than one split.</summary>
    public const string PatientInTwoSplits = "LML2004";

    /// <summary>A site has no patient to train or test on.</summary>
    public const string CohortEmpty = "LML2005";

    /// <summary>The same patient stands in several rows with different values.</summary>
    public const string PatientContradicts = "LML2006";

    /// <summary>A patient of the table has no bag, or a bag no patient.</summary>
    public const string BagMissing = "LML2007";

    /// <summary>An HDF5 bag is corrupt or not in a layout that is read.</summary>
    public const string BagCorrupt = "LML3001";

    /// <summary>Feature contracts differ.</summary>
    public const string ContractMismatch = "LML3002";

    /// <summary>A feature is NaN or infinite.</summary>
    public const string FeatureNotFinite = "LML3003";

    /// <summary>A tile image could not be decoded or has the wrong size.</summary>
    public const string TileUnreadable = "LML3004";

    /// <summary>An encoder file is refused.</summary>
    public const string EncoderRefused = "LML3005";

    /// <summary>No encoder, or more than one, of the registry is meant by what was named.</summary>
    public const string EncoderUnknown = "LML3006";

    /// <summary>An encoder's features of the reference tile are not the expected ones.</summary>
    public const string ReferenceDiffers = "LML3007";

    /// <summary>A safetensors file is malformed.</summary>
    public const string SafetensorsCorrupt = "LML4001";

    /// <summary>Weights do not fit the manifest of the model.</summary>
    public const string ManifestMismatch = "LML4002";

    /// <summary>A model is larger than its limits.</summary>
    public const string ModelTooLarge = "LML4003";

    /// <summary>An update was refused.</summary>
    public const string UpdateRefused = "LML4004";

    /// <summary>The output folder holds something else.</summary>
    public const string OutputNotEmpty = "LML5001";

    /// <summary>The disk is full or not writable.</summary>
    public const string DiskFull = "LML5002";

    /// <summary>A command was given something it cannot use.</summary>
    public const string UsageWrong = "LML5003";

    /// <summary>A run ended without its quorum.</summary>
    public const string QuorumMissed = "LML5004";

    /// <summary>A results or predictions file cannot be read.</summary>
    public const string ResultsUnreadable = "LML5005";

    /// <summary>A bundle could not be made.</summary>
    public const string BundleFailed = "LML5021";

    /// <summary>The tensor engine could not be loaded.</summary>
    public const string EngineUnavailable = "LML6001";

    /// <summary>Training produced values that are not finite.</summary>
    public const string TrainingDiverged = "LML6002";

    /// <summary>The worker process of a site ended in the middle of its work; it is tried again.</summary>
    public const string WorkerDied = "LML6003";

    /// <summary>The worker process of a site ended in the middle of the same work several times in a row.</summary>
    public const string WorkerGivenUp = "LML6004";

    /// <summary>A slide file is not a slide or is damaged.</summary>
    public const string SlideUnreadable = "LML7001";

    /// <summary>A slide's resolution is not known or is absurd.</summary>
    public const string ResolutionUnknown = "LML7002";

    /// <summary>The slide library is not on this machine.</summary>
    public const string SlideLibraryMissing = "LML7003";

    /// <summary>A slide format needs a newer library or is not read.</summary>
    public const string SlideFormatUnsupported = "LML7004";

    /// <summary>A slide or its share could not be reached.</summary>
    public const string SlideUnreachable = "LML7005";

    /// <summary>Drawn regions of a slide cannot be read.</summary>
    public const string RegionsInvalid = "LML7006";

    /// <summary>A store of slides, its catalogue or its contract cannot be used.</summary>
    public const string StoreUnusable = "LML7007";

    /// <summary>A table of overrides or of slides cannot be used.</summary>
    public const string SlideTableInvalid = "LML7008";

    /// <summary>A ledger cannot be read, or an event is of a newer version.</summary>
    public const string LedgerUnreadable = "LML8001";

    /// <summary>A ledger's chain, signatures or history do not hold.</summary>
    public const string LedgerBroken = "LML8002";

    /// <summary>Two copies of a ledger differ.</summary>
    public const string LedgerForked = "LML8003";

    /// <summary>A site's statement cannot be taken.</summary>
    public const string StatementInvalid = "LML8004";

    /// <summary>Something was asked that no approval covers.</summary>
    public const string NotApproved = "LML8005";

    /// <summary>A blob is not what its name says.</summary>
    public const string BlobCorrupt = "LML8006";

    /// <summary>A robust rule has too few updates.</summary>
    public const string TooFewUpdates = "LML8007";

    /// <summary>What a person asks of the coordinator contradicts what stands.</summary>
    public const string RequestRefused = "LML8008";

    /// <summary>The database behind a ledger cannot be reached or takes nothing at the moment; it is tried again.</summary>
    public const string StorageUnavailable = "LML8009";

    /// <summary>A site's cohort is not there, or not the one that the study was approved with.</summary>
    public const string CohortChanged = "LML8010";

    /// <summary>A site's policy does not allow it.</summary>
    public const string PolicyRefused = "LML8011";

    /// <summary>A study's data cannot be purged at a site: the study is not over there.</summary>
    public const string StudyNotOver = "LML8012";

    /// <summary>A key, certificate or request for one cannot be used.</summary>
    public const string IdentityUnusable = "LML9001";

    /// <summary>A join code counts no longer, or is none.</summary>
    public const string JoinRefused = "LML9002";

    /// <summary>The coordinator does not let this certificate in.</summary>
    public const string CallerRefused = "LML9003";

    /// <summary>The two ends speak no common version of the protocol.</summary>
    public const string VersionRefused = "LML9004";

    /// <summary>Somebody else than the coordinator answered: a proxy that looks into TLS.</summary>
    public const string TlsIntercepted = "LML9005";

    /// <summary>The coordinator cannot be reached.</summary>
    public const string Unreachable = "LML9006";

    /// <summary>A host's program met a fault that nobody foresaw.</summary>
    public const string ProgramFault = "LML9007";

    /// <summary>An authority that was made elsewhere cannot be this federation's.</summary>
    public const string AuthorityRefused = "LML9021";

    /// <summary>Others on the machine may read a key.</summary>
    public const string KeyExposed = "LML9022";

    /// <summary>The hospital's proxy does not let the line through.</summary>
    public const string ProxyRefused = "LML9008";

    /// <summary>Whoever answers speaks no HTTP/2.</summary>
    public const string Http2Missing = "LML9009";

    /// <summary>No coordinator or site runs in that folder.</summary>
    public const string NotRunning = "LML9010";

    /// <summary>The site's egress gate does not let a message out.</summary>
    public const string EgressRefused = "LML9011";

    /// <summary>A site's egress log is damaged, or does not agree with the ledger.</summary>
    public const string EgressMismatch = "LML9012";

    /// <summary>A message on the line is none of the wire contract.</summary>
    public const string MessageUnreadable = "LML9013";
}
