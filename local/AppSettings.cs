namespace Grain.Local;

/// <summary>How the app is to be started.</summary>
/// <param name="Executable">The built app.</param>
/// <param name="Storage">What goes into <c>AzureWebJobsStorage</c>.</param>
internal sealed record AppSettings(string Executable, string Storage)
{
    /// <summary>The loopback port to serve on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Further settings by name, for example <c>Grain__LogLevel</c>.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();
}
