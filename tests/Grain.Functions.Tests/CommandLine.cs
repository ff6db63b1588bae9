using CliWrap;
using CliWrap.Buffered;

namespace Grain.Functions.Tests;

/// <summary>The verbs of the command line, each in a process of its own.</summary>
internal static class CommandLine
{
    /// <summary>Runs a verb on storage under test.</summary>
    /// <param name="storage">The connection string of its storage.</param>
    /// <param name="arguments">The verb and what follows it.</param>
    public static Task<(int Code, string Output, string Error)> GrainAsync(string storage, params string[] arguments) =>
        GrainAsync(new Dictionary<string, string> { ["AzureWebJobsStorage"] = storage }, arguments);

    /// <summary>The same with more settings than the storage.</summary>
    public static Task<(int Code, string Output, string Error)> GrainAsync(IReadOnlyDictionary<string, string> settings,
        params string[] arguments) =>
        RunAsync("dotnet", settings, [Path.Combine(AppContext.BaseDirectory, "Grain.Local.dll"), .. arguments]);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string program, IReadOnlyDictionary<string, string> settings,
        params string[] arguments)
    {
        var result = await Cli.Wrap(program).WithArguments(arguments).WithEnvironmentVariables(settings!)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return (result.ExitCode, result.StandardOutput, result.StandardError);
    }
}
