using Grain.Functions.Access;

namespace Grain.Local;

/// <summary>
/// The owner key of a <c>./grain serve</c>. It lies in a file that this user alone can read, where the other verbs find it, and stays the
/// same from one start to the next.
/// </summary>
internal static class ServeKey
{
    private const string Setting = "Grain__OwnerKey";

    private const string Named = $"The verbs need the key of {Setting}: --key, or ${AppOptions.KeyVariable}.";

    /// <summary>Gives the app its key, unless its settings have one or it asks for none.</summary>
    /// <param name="file">Where it lies.</param>
    /// <param name="settings">The app's settings, besides those of the environment.</param>
    /// <param name="isFound">Whether the verbs find this app; else the file is another's, and stays as it is.</param>
    /// <returns>What to tell people of it.</returns>
    public static string GiveTo(string file, Dictionary<string, string> settings, bool isFound = true)
    {
        if (SettingOf(Loopback.Setting, settings) is "1" or "true")
            return $"It asks for no key, as {Loopback.Setting} says, and is there for this machine alone.";
        if (SettingOf(Setting, settings) is not { } given)
        {
            var key = Read(file) ?? KeyText.New(null).ToString();
            settings[Setting] = key;
            return isFound ? Tell(file, key) : $"It has the same key as that: --key \"$(cat {Shown(file)})\"";
        }

        if (!isFound) return Named;
        if (given.StartsWith(KeyText.Prefix, StringComparison.Ordinal)) return Tell(file, given);
        if (File.Exists(file)) File.Delete(file); // the settings have a hash only, and the key of before opens nothing here
        return Named;
    }

    /// <summary>The key that lies there; <see langword="null"/> if there is none.</summary>
    public static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } key ? key : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Shown(string file) => Path.GetRelativePath(Directory.GetCurrentDirectory(), file);

    private static string Tell(string file, string key)
    {
        try
        {
            if (Read(file) != key) ConnectionFile.Write(file, key);
            return $"The verbs of ./grain find its key by themselves. For curl: -H \"Authorization: Bearer $(cat {Shown(file)})\"";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"Its key cannot be kept in {file} ({fault.Message}). It is, until it stops: {key}";
        }
    }

    private static string? SettingOf(string name, Dictionary<string, string> settings) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : settings.GetValueOrDefault(name);
}
