namespace Grain.Functions.Hosting;

/// <summary>
/// What an operator may set: property <c>X</c> is the setting <c>Grain__X</c>. All of them, with their defaults, are in
/// <c>local.settings.sample.json</c>. They are read once, when the app starts; a bad one keeps it from starting.
/// </summary>
public sealed record GrainOptions
{
    /// <summary>As Azure Functions Core Tools do, so that addresses in notes work with both.</summary>
    private const int DefaultPort = 7071;

    /// <summary>An entity group transaction takes 4 MiB at most; a request of this size fits into one with room to spare.</summary>
    private const long DefaultMaxBodyBytes = 1L << 20;

    /// <summary>GitHub sends payloads of up to 25 MB and drops larger events (its page "Webhook events and payloads").</summary>
    private const long DefaultMaxWebhookBodyBytes = 25L << 20;

    /// <summary>The Functions host itself refuses bodies above 100 MB, so a higher cap would promise too much.</summary>
    private const long MostBodyBytes = 104_857_600;

    /// <summary>The Functions host's own 10 minutes are too long a wait after a crash on a laptop.</summary>
    private const int DefaultQueueLeaseSeconds = 60;

    /// <summary>Queue storage hides a message for 7 days at most; nothing here runs longer than an hour.</summary>
    private const int MostQueueLeaseSeconds = 3600;

    /// <summary>Containers are commonly killed 30 s after they were asked to stop.</summary>
    private const int DefaultShutdownSeconds = 25;

    /// <summary>The loopback port to serve on when standalone; 0 takes a free one. Under a Functions host its port counts.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The largest request body, in bytes, where no other cap is given.</summary>
    public long MaxBodyBytes { get; init; } = DefaultMaxBodyBytes;

    /// <summary>The largest webhook payload, in bytes.</summary>
    public long MaxWebhookBodyBytes { get; init; } = DefaultMaxWebhookBodyBytes;

    /// <summary>Standalone: how long a message stays hidden after its worker died. Renewed at half time while it is worked on.</summary>
    public int QueueLeaseSeconds { get; init; } = DefaultQueueLeaseSeconds;

    /// <summary>How long requests and messages in progress may take to finish once the app was asked to stop.</summary>
    public int ShutdownSeconds { get; init; } = DefaultShutdownSeconds;

    /// <summary>The least level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    internal static GrainOptions From(SettingsReader settings) => new()
    {
        Port = (int)settings.Number(nameof(Port), DefaultPort, 0, 65535),
        MaxBodyBytes = settings.Number(nameof(MaxBodyBytes), DefaultMaxBodyBytes, 1024, MostBodyBytes),
        MaxWebhookBodyBytes = settings.Number(nameof(MaxWebhookBodyBytes), DefaultMaxWebhookBodyBytes, 1024, MostBodyBytes),
        QueueLeaseSeconds = (int)settings.Number(nameof(QueueLeaseSeconds), DefaultQueueLeaseSeconds, 2, MostQueueLeaseSeconds),
        ShutdownSeconds = (int)settings.Number(nameof(ShutdownSeconds), DefaultShutdownSeconds, 0, 600),
        LogLevel = settings.Name(nameof(LogLevel), LogLevel.Information),
    };
}
