using System.Globalization;

namespace Grain.Functions.Hosting;

/// <summary>Reads the <c>Grain__…</c> settings, each with its default and its range, without reflection.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private const string Section = "Grain";
    // SecretKeys is read by SpaceSecrets alone: options are shown in logs and tests, keys never.
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase) { "SecretKeys" };

    /// <summary>A whole number.</summary>
    /// <exception cref="SettingsException">It is not a whole number, or outside the range.</exception>
    public long Number(string name, long orElse, long least, long most)
    {
        if (Raw(name) is not { } text) return orElse;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new SettingsException($"{Section}__{name} is '{text}', which is not a whole number from {least} to {most}.");
    }

    /// <summary>One of an enumeration's names, ignoring case.</summary>
    /// <exception cref="SettingsException">It is none of them.</exception>
    public T Name<T>(string name, T orElse) where T : struct, Enum
    {
        if (Raw(name) is not { } text) return orElse;
        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new SettingsException($"{Section}__{name} is '{text}', which is none of {string.Join(", ", Enum.GetNames<T>())}.");
    }

    /// <summary>Settings that nobody asked for: misspelt, or of another version.</summary>
    public IReadOnlyList<string> Unknown() =>
        [.. configuration.GetSection(Section).GetChildren().Where(child => !known.Contains(child.Key)).Select(child => $"{Section}__{child.Key}")];

    private string? Raw(string name)
    {
        known.Add(name);
        var text = configuration[$"{Section}:{name}"];
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }
}
