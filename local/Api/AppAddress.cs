namespace Grain.Local.Api;

/// <summary>Where a running app is.</summary>
/// <param name="Root">Its address, with a slash at the end; <c>api/…</c> is below it.</param>
/// <param name="IsOfServe">Whether nobody named it, but a <c>./grain serve</c> of this clone said that it is there.</param>
internal sealed record AppAddress(Uri Root, bool IsOfServe)
{
    /// <summary>What to do when there is none.</summary>
    public const string Cure = "start it with ./grain serve, or name an app with --app";

    /// <summary>The app that somebody names, or else the one that serves here.</summary>
    /// <param name="given">What the command line says.</param>
    /// <param name="variable">What the environment says.</param>
    /// <param name="file">Where a <c>./grain serve</c> writes its address; <see langword="null"/> outside of a clone.</param>
    /// <exception cref="CommandException">There is none.</exception>
    public static AppAddress Find(Uri? given, string? variable, string? file)
    {
        if (given is not null) return new AppAddress(Tidy(given), false);
        if (variable is not null)
            return Ask.IsAddress(variable) ? new AppAddress(Tidy(new Uri(variable)), false)
                : throw new UsageException($"${AppOptions.AppVariable} must {Ask.AddressRule(variable)}");
        return ServedAt(file) is { } served ? new AppAddress(served, true)
            : throw new CommandException($"no Grain is running here: {Cure}");
    }

    /// <summary>Where a <c>./grain serve</c> of this clone says that it is.</summary>
    public static Uri? ServedAt(string? file)
    {
        try
        {
            return file is not null && File.ReadAllText(file).Trim() is var told && Ask.IsAddress(told) ? Tidy(new Uri(told)) : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // nobody serves here
        }
    }

    /// <summary>The address of an API, or of one of its answers, leads to the app, too.</summary>
    private static Uri Tidy(Uri address)
    {
        var root = address.GetLeftPart(UriPartial.Path);
        var api = root.IndexOf("/api/", StringComparison.OrdinalIgnoreCase);
        if (api >= 0) root = root[..api];
        else if (root.EndsWith("/api", StringComparison.OrdinalIgnoreCase)) root = root[..^"/api".Length];
        return new Uri(root.TrimEnd('/') + "/");
    }
}
