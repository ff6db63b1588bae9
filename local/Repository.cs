using System.Reflection;

namespace Grain.Local;

/// <summary>The clone that this program was built in, or the archive that it was unpacked from, and where things lie in it.</summary>
/// <param name="Root">Its folder.</param>
/// <param name="IsClone">Whether it is a clone, where the sources, the emulator and the demo's payloads are.</param>
internal sealed record Repository(string Root, bool IsClone = true)
{
    /// <summary>What the archive's programs lie in.</summary>
    public const string ArchivedPrograms = "lib";

    /// <summary>The app is taken from the same build as this program: Debug goes with Debug, Release with Release.</summary>
    private static readonly string Configuration =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Release";

    /// <summary>The project of the app.</summary>
    public string FunctionsFolder => Path.Combine(Root, "functions");

    /// <summary>The project of these verbs.</summary>
    public string ToolsFolder => Path.Combine(Root, "local");

    /// <summary>The built app: what a Functions host takes as its root.</summary>
    public string AppFolder => IsClone ? Path.Combine(FunctionsFolder, "bin", Configuration, "net10.0") : AppContext.BaseDirectory;

    /// <summary>Real webhook payloads as GitHub's documentation tells them.</summary>
    public string WebhookExamples =>
        Path.Combine(Root, "node_modules", "@octokit", "webhooks-examples", "api.github.com", "index.json");

    /// <summary>The script with which strangers check proofs.</summary>
    public string ProofScript => Path.Combine(Root, "clients", "verify-proof.mjs");

    /// <summary>Where the storage emulator keeps what <c>./grain serve</c> stores.</summary>
    public string StorageFolder => Path.Combine(Root, ".azurite", "serve");

    /// <summary>Where <c>./grain serve</c> tells the other verbs how to reach its storage, while it runs.</summary>
    public string ConnectionFile => Path.Combine(Root, ".azurite", "serve.storage");

    /// <summary>Where <c>./grain serve</c> tells the other verbs its address, while it runs.</summary>
    public string AddressFile => Path.Combine(Root, ".azurite", "serve.address");

    /// <summary>Where the key of <c>./grain serve</c> lies, for the other verbs.</summary>
    public string KeyFile => Path.Combine(Root, ".azurite", "serve.key");

    /// <summary>What is built to be taken away.</summary>
    public string ArtifactsFolder => Path.Combine(Root, "artifacts");

    /// <summary>Whether this program brings its runtime along: then it comes from an archive.</summary>
    private static bool IsArchived =>
        Path.GetDirectoryName(typeof(object).Assembly.Location) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    /// <summary>Finds the clone above the place of this program, or the archive's folder.</summary>
    /// <exception cref="InvalidOperationException">This program was taken out of its clone.</exception>
    public static Repository Find() => FindOrNull() ?? throw new InvalidOperationException(
        $"{AppContext.BaseDirectory} is not inside a clone of Grain (no host.json and functions/ above it).");

    /// <summary>The same; <see langword="null"/> if this program was taken out of its clone.</summary>
    public static Repository? FindOrNull()
    {
        if (IsArchived) return new Repository(Path.GetFullPath("..", AppContext.BaseDirectory), IsClone: false);
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "host.json")) && Directory.Exists(Path.Combine(at.FullName, "functions")))
                return new Repository(at.FullName);
        return null;
    }

    /// <summary>Finds the clone, for what needs its sources or packages.</summary>
    /// <param name="verb">What needs it.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Repository FindClone(string verb) => Find() is { IsClone: true } clone ? clone
        : throw new InvalidOperationException($"'{verb}' needs a clone of Grain; this is the archive, which only runs it.");
}
