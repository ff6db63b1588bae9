using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
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
        var space = Ask.Space();
        var weights = Ask.For<string>("--weights", "A JSON file in the form of the configuration's weights.");
        var parameters = Ask.For<string>("--parameters", "A JSON file in the form of the configuration's credRank.");
        var epoch = Ask.For<string>("--epoch", "The closed epoch; the last one if absent.");
        var limit = Ask.Number("--limit", WhatIfFunctions.LimitDefault, 1, WhatIfFunctions.LimitMax, "How many people to list.");
        var json = Ask.For<bool>("--json", "Prints what the API answers.");
        var command = new Command("whatif",
            "Computes a closed epoch with other weights or parameters and compares; touches nothing.") { space, weights, parameters, epoch,
                limit, json };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var found = await scope.FindSpaceAsync(parsed.GetRequiredValue(space), cancellation);
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
        if (weights is null && parameters is null) throw new UsageException("name a file with --weights or --parameters");
        return question.Check() is { Count: > 0 } faults
            ? throw new CommandException(string.Join("; ", faults.Select(fault => $"{fault.Path} {fault.Message}")))
            : question;
    }

    private static async Task<T?> ReadAsync<T>(string? file, JsonTypeInfo<T> shape, CancellationToken cancellation) where T : class
    {
        if (file is null) return null;
        try
        {
            return SentJson.Read(await JsonFile.ReadAsync(file, cancellation), shape);
        }
        catch (SentException fault)
        {
            throw new CommandException($"{file}: {fault.Place}: {fault.Message}");
        }
    }

    private static async Task WriteAsync(WhatIfAnswer answer, Space space, TextWriter output)
    {
        string Grain(GrainAmount amount) => GrainNotation.Format(amount, space.Config.Token.Decimals);
        await output.WriteLineAsync($"epoch {answer.Epoch}: {answer.TotalCred.Before:F3} cred would be {answer.TotalCred.After:F3}; "
            + "nothing was changed");
        await output.WriteLineAsync($"{"cred",12} {"would be",12} {"rank",6} {"would be",8} {"grain",16} {"would be",16}  contributor");
        foreach (var (cred, rank, grain,
            who) in answer.People.Select(person => (person.Cred, person.Rank, person.Grain, person.Contributor)))
            await output.WriteLineAsync($"{cred.Before,12:F3} {cred.After,12:F3} {rank.Before,6} {rank.After,8} "
                + $"{Grain(grain.Before),16} {Grain(grain.After),16}  {who}");
        if (answer.People.Count < answer.Count) await output.WriteLineAsync($"{answer.Count - answer.People.Count} others");
    }
}
