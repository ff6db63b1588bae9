using System.Globalization;

namespace Grain.Functions.Hosting;

/// <summary>Who calls the functions: the Functions host, or the executable itself.</summary>
/// <param name="CustomHandlerPort">The loopback port on which the Functions host will call; absent when nobody started us as its handler.</param>
internal sealed record HostMode(int? CustomHandlerPort)
{
    private const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>Started by a Functions host: it has the triggers, we only answer.</summary>
    public bool IsCustomHandler => CustomHandlerPort is not null;

    /// <summary>Reads the mode; only the Functions host sets the variable that decides it.</summary>
    /// <exception cref="SettingsException">The port is not a port.</exception>
    public static HostMode FromConfiguration(IConfiguration configuration)
    {
        var text = configuration[PortVariable];
        if (string.IsNullOrEmpty(text)) return new HostMode((int?)null);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? new HostMode(port)
            : throw new SettingsException($"{PortVariable} is '{text}', which is not a port (1 to 65535).");
    }
}
