using CliWrap;
using CliWrap.Buffered;
using Grain.Local;
using Microsoft.Extensions.Configuration;

namespace Grain.Functions.Tests;

/// <summary>The verbs of the command line, and other programs.</summary>
internal static class CommandLine
{
    /// <summary>Runs a verb on storage under test.</summary>
    /// <param name="storage">The connection string of its storage.</param>
    /// <param name="arguments">The verb and what follows it.</param>
    public static Task<(int Code, string Output, string Error)> GrainAsync(string storage, params string[] arguments) =>
        GrainAsync(new Dictionary<string, string> { ["AzureWebJobsStorage"] = storage }, arguments);

    /// <summary>
    /// The same with more settings than the storage. It runs in this process: to start one takes longer than most verbs do. That a process
    /// gives the same is seen where the commands of the docs are run.
    /// </summary>
    public static async Task<(int Code, string Output, string Error)> GrainAsync(IReadOnlyDictionary<string, string> settings,
        params string[] arguments)
    {
        await using StringWriter output = new(), error = new();
        var given = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting =>
            KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value))).Build();
        var code = await Commands.RunAsync(arguments, output, error, given);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a verb in a process of its own, with variables that it finds in its environment.</summary>
    public static Task<(int Code, string Output, string Error)> GrainProcessAsync(IReadOnlyDictionary<string, string> variables,
        params string[] arguments) =>
        RunAsync("dotnet", variables, [Path.Combine(AppContext.BaseDirectory, "Grain.Local.dll"), .. arguments]);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string program, IReadOnlyDictionary<string, string> settings,
        params string[] arguments)
    {
        var result = await Cli.Wrap(program).WithArguments(arguments).WithEnvironmentVariables(settings!)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return (result.ExitCode, result.StandardOutput, result.StandardError);
    }
}
