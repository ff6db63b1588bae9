namespace Grain.Local.CommandLine;

/// <summary>The options of verbs that ask a running app.</summary>
internal sealed class AppOptions
{
    /// <summary>The variable that stands for <c>--app</c>.</summary>
    public const string AppVariable = "GRAIN_APP";

    /// <summary>The variable that stands for <c>--key</c>.</summary>
    public const string KeyVariable = "GRAIN_KEY";

    /// <summary>The variable that holds a key of the Functions host, for an app whose setting <c>Grain__FunctionKeys</c> asks for one.
    /// </summary>
    public const string FunctionKeyVariable = "GRAIN_FUNCTION_KEY";

    /// <summary>The variable that stands for <c>--space</c>.</summary>
    public const string SpaceVariable = "GRAIN_SPACE";

    /// <summary>Where the app is.</summary>
    public Option<Uri?> App { get; } = Ask.Address("--app",
        $"Where Grain serves, as in https://my-grain.azurewebsites.net; by default ${AppVariable}, or the ./grain serve that runs here.");

    /// <summary>What opens the app.</summary>
    public Option<string?> Key { get; } = Ask.For<string>("--key",
        $"A key of Grain; better in ${KeyVariable}, where others on this machine cannot see it. That of the ./grain serve here is found.");

    /// <summary>The space that it is about.</summary>
    public Option<string?> Space { get; } = Ask.Space();

    /// <summary>For programs.</summary>
    public Option<bool> Json { get; } = Ask.For<bool>("--json", "Prints what the API answers.");

    /// <summary>A variable that says something.</summary>
    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value.Trim() : null;
}
