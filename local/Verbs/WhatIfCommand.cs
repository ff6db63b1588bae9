using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Cred.Distributions;
using Grain.Functions.Reads.Explanations;
using Grain.Functions.Reads.WhatIf;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>whatif --space S --weights FILE [--parameters FILE] [--epoch E] [--limit N] [--json]</c>: a closed epoch with other weights or
/// parameters. Touches nothing.
/// </summary>
internal static class WhatIfCommand
{
    internal static Command Create()
    {
        var space = new Option<string>("--space") { Description = "The space.", Required = true };
        var weights = new Option<string?>("--weights") { Description = "A JSON file in the form of the configuration's weights." };
        var parameters = new Option<string?>("--parameters") { Description = "A JSON file in the form of the configuration's credRank." };
        var epoch = new Option<string?>("--epoch") { Description = "The closed epoch; the last one if absent." };
        var limit = new Option<int>("--limit")
        {
            Description = "How many people to list.",
            DefaultValueFactory = _ => WhatIfFunctions.LimitDefault
        };
        var json = new Option<bool>("--json") { Description = "Prints what the API answers." };
        var command = new Command("whatif",
            "Computes a closed epoch with other weights or parameters and compares; touches nothing.") { space, weights, parameters, epoch,
                limit, json };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var found = await scope.FindSpaceAsync(parsed.GetRequiredValue(space), cancellation);
            if (parsed.GetValue(limit) is not (>= 1 and <= WhatIfFunctions.LimitMax))
                throw new CommandException($"--limit must lie between 1 and {WhatIfFunctions.LimitMax}");
            var question = await ReadAsync(parsed.GetValue(weights), parsed.GetValue(parameters), cancellation);
            var run = await scope.Get<Explainer>().FindClosedAsync(found.Name, parsed.GetValue(epoch), cancellation)
                ?? throw new CommandException(parsed.GetValue(epoch) is { } asked ? $"there is no closed epoch '{asked}'"
                : "no epoch is closed yet");
            var answer = await scope.Get<EpochTrial>().TryAsync(run, question, parsed.GetValue(limit), cancellation);
            if (parsed.GetValue(json)) await scope.Output.WriteLineAsync(JsonSerializer.Serialize(answer, WhatIfJson.Default.WhatIfAnswer));
            else await WriteAsync(answer, found, scope.Output);
            return 0;
        }));
        return command;
    }

    private static async Task<WhatIfQuestion> ReadAsync(string? weights, string? parameters, CancellationToken cancellation)
    {
        var question = new WhatIfQuestion
        {
            Weights = await ReadAsync(weights, WhatIfJson.Default.GraphWeights, cancellation),
            CredRank = await ReadAsync(parameters, WhatIfJson.Default.CredRankConfig, cancellation),
        };
        if (weights is null && parameters is null) throw new CommandException("name a file with --weights or --parameters");
        return question.Check() is { Count: > 0 } faults
            ? throw new CommandException(string.Join("; ", faults.Select(fault => $"{fault.Path} {fault.Message}")))
            : question;
    }

    private static async Task<T?> ReadAsync<T>(string? file, JsonTypeInfo<T> shape, CancellationToken cancellation) where T : class
    {
        if (file is null) return null;
        try
        {
            return SentJson.Read(await File.ReadAllBytesAsync(file, cancellation), shape);
        }
        catch (SentException fault)
        {
            throw new CommandException($"{file}: {fault.Place}: {fault.Message}");
        }
    }

    private static async Task WriteAsync(WhatIfAnswer answer, Space space, TextWriter output)
    {
        string Grain(GrainAmount amount) => GrainNotation.Format(amount, space.Config.Token.Decimals);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {answer.Epoch}: {answer.TotalCred.Before:F3} cred would be {answer.TotalCred.After:F3}; nothing was changed"));
        await output.WriteLineAsync($"{"cred",12} {"would be",12} {"rank",6} {"would be",8} {"grain",16} {"would be",16}  contributor");
        foreach (var person in answer.People)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{person.Cred.Before,12:F3} {person.Cred.After,12:F3} {person.Rank.Before,6} {person.Rank.After,8} {Grain(person.Grain.Before),16} {Grain(person.Grain.After),16}  {person.Contributor}"));
        }

        if (answer.People.Count < answer.Count) await output.WriteLineAsync($"{answer.Count - answer.People.Count} others");
    }
}
