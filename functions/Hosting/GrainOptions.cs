using System.ComponentModel.DataAnnotations;

namespace Grain.Functions.Hosting;

/// <summary>
/// What an operator may set: property <c>X</c> is the setting <c>Grain__X</c>. All of them, with their defaults, are in
/// <c>local.settings.sample.json</c>. They are read once, when the app starts; a bad one keeps it from starting.
/// </summary>
public sealed record GrainOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Grain";

    /// <summary>The Functions host itself refuses bodies above 100 MB, so a higher cap would promise too much.</summary>
    private const long MostBodyBytes = 104_857_600;

    /// <summary>
    /// The largest request body, in bytes, where no other cap is given. An entity group transaction takes 4 MiB at most; a request of the
    /// default size, 1 MiB, fits into one with room to spare.
    /// </summary>
    [Range(1024, MostBodyBytes)]
    public long MaxBodyBytes { get; init; } = 1L << 20;

    /// <summary>
    /// The largest webhook payload, in bytes. GitHub sends payloads of up to 25 MB and drops larger events (its page "Webhook events and
    /// payloads").
    /// </summary>
    [Range(1024, MostBodyBytes)]
    public long MaxWebhookBodyBytes { get; init; } = 25L << 20;

    /// <summary>
    /// Bytes that bodies may take in memory, all together. The largest body takes twice its length while it is put together, so it is never
    /// less than that.
    /// </summary>
    [Range(1L << 20, 1L << 32)]
    public long BodyMemoryBytes { get; init; } = 64L << 20;

    /// <summary>
    /// How many servers in front of the app add the address they saw to <c>X-Forwarded-For</c>: on Azure its own front end is one.
    /// </summary>
    [Range(0, 8)]
    public int TrustedHops { get; init; }

    /// <summary>
    /// How long requests and messages in progress may take to finish once the app was asked to stop. Containers are commonly killed 30 s
    /// after that.
    /// </summary>
    [Range(0, 600)]
    public int ShutdownSeconds { get; init; } = 25;

    /// <summary>Whether spaces may have their events posted to this machine and to private networks, and without TLS.</summary>
    public bool PrivateWebhooks { get; init; }

    /// <summary>
    /// Whether a space is sealed if whoever makes it does not say: people stand in it under opaque ids, and can be erased. Spaces that are
    /// there stay as they are.
    /// </summary>
    public bool SealSpaces { get; init; }

    /// <summary>
    /// Graphs with more edges than this are not ranked by the app: their epochs wait for <c>./grain rank-job</c> on a machine with more
    /// memory. 0: the app ranks all.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int RankJobAboveEdges { get; init; }

    /// <summary>Whether the Functions host asks for a key of its own in front, at every address but those that are open to everybody.
    /// </summary>
    public bool FunctionKeys { get; init; }

    /// <summary>The sites whose pages may call the API, by commas; none unless it is set.</summary>
    [CustomValidation(typeof(Hosting.CorsOrigins), nameof(Hosting.CorsOrigins.Check))]
    public string CorsOrigins { get; init; } = "";

    /// <summary>The least level that is logged.</summary>
    [EnumDataType(typeof(LogLevel))]
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>
    /// Base64 keys of 32 bytes, the newest first, that open and seal the secrets of spaces; read by the spaces alone, and never shown.
    /// </summary>
    internal const string SecretKeys = "SecretKeys";

    /// <summary>A key that opens everything, or its hash; read by who checks keys alone, and never shown.</summary>
    internal const string OwnerKey = "OwnerKey";

    /// <summary>Has the framework read the options, and check them when the app starts.</summary>
    internal static void AddTo(IServiceCollection services, IConfiguration configuration) =>
        services.AddOptions<GrainOptions>().Bind(configuration.GetSection(Section)).ValidateDataAnnotations().ValidateOnStart();
}
