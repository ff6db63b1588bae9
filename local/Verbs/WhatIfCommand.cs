using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Reads.Explanations;
using Grain.Functions.Reads.Rankings;
using Grain.Functions.Reads.WhatIf;
using Grain.Local.Explaining;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>whatif --space S --weights FILE [--parameters FILE] [--distribution FILE] [--epoch E|all] [--from E] [--epochs] [--limit N]
/// [--json]</c>: closed epochs with other weights, parameters or policies. Touches nothing.
/// </summary>
internal static class WhatIfCommand
{
    private const int PeoplePerEpoch = 3;

    private static readonly Option<string?> Weights =
        Ask.For<string>("--weights", "A JSON file in the form of the configuration's weights.");
    private static readonly Option<string?> Parameters =
        Ask.For<string>("--parameters", "A JSON file in the form of the configuration's credRank.");
    private static readonly Option<string?> Distribution = Ask.For<string>("--distribution",
        "A JSON file with members of the configuration's distribution: budgetPerEpoch, policies, unpaid, deactivated.");
    private static readonly Option<string?> Epoch = Ask.For<string>("--epoch",
        "The closed epoch; all of them, one after the other, by 'all'; the last one if absent.");
    private static readonly Option<string?> From = Ask.For<string>("--from", "With --epoch all: the first epoch that is computed again.");
    private static readonly Option<bool> Epochs = Ask.For<bool>("--epochs", "With --epoch all: tells each epoch, too.");
    private static readonly Option<int> Limit =
        Ask.Number("--limit", WhatIfFunctions.LimitDefault, 1, WhatIfFunctions.LimitMax, "How many people to list.");
    private static readonly Option<bool> Json = Ask.For<bool>("--json", "Prints what the API answers.");

    internal static Command Create()
    {
        var space = Ask.Space();
        var command = new Command("whatif",
            "Computes closed epochs with other weights, parameters or policies and compares; touches nothing.")
            { space, Weights, Parameters, Distribution, Epoch, From, Epochs, Limit, Json };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var found = await scope.FindSpaceAsync(parsed.GetValue(space), cancellation);
            var question = await ReadAsync(parsed, found.Config.Token.Decimals, cancellation);
            if (parsed.GetValue(Epoch) == PersonExplainer.AllEpochs) await ReplayAsync(scope, parsed, found, question, cancellation);
            else await TryAsync(scope, parsed, found, question, cancellation);
            return 0;
        }));
        return command;
    }

    private static async Task TryAsync(CommandScope scope, ParseResult parsed, Space space, WhatIfQuestion question,
        CancellationToken cancellation)
    {
        if (parsed.GetValue(From) is not null || parsed.GetValue(Epochs))
            throw new UsageException("--from and --epochs go with --epoch all");
        var asked = parsed.GetValue(Epoch);
        var run = await scope.Get<RankedEpochs>().FindClosedAsync(space.Name, asked, cancellation)
            ?? throw new CommandException(asked is not null ? $"there is no closed epoch '{asked}'" : "no epoch is closed yet");
        var answer = await scope.Get<EpochTrial>().TryAsync(run, question, parsed.GetValue(Limit), cancellation);
        await (parsed.GetValue(Json) ? WriteJsonAsync(answer, WhatIfJson.Default.WhatIfAnswer, space, scope)
            : new WhatIfText(space.Config.Token.Decimals, scope.Output).WriteAsync(answer));
    }

    private static async Task ReplayAsync(CommandScope scope, ParseResult parsed, Space space, WhatIfQuestion question,
        CancellationToken cancellation)
    {
        var each = parsed.GetValue(Epochs) ? PeoplePerEpoch : 0;
        Progress? progress = null;
        try
        {
            var answer = await scope.Get<Replay>().RunAsync(
                space, question, parsed.GetValue(From), null, new Replay.Extent(parsed.GetValue(Limit), each, int.MaxValue, null),
                cancellation,
                (done, all) => (progress ??= new Progress(scope.Error, TimeProvider.System, $"of {all} epochs")).Report(done));
            await (parsed.GetValue(Json) ? WriteJsonAsync(answer, WhatIfJson.Default.ReplayAnswer, space, scope)
                : new WhatIfText(space.Config.Token.Decimals, scope.Output).WriteAsync(answer, withEpochs: each > 0));
        }
        catch (ProblemException)
        {
            throw new CommandException(parsed.GetValue(From) is { } from ? $"there is no closed epoch '{from}'" : "no epoch is closed yet");
        }
    }

    private static Task WriteJsonAsync<T>(T answer, JsonTypeInfo<T> shape, Space space, CommandScope scope) =>
        scope.Output.WriteLineAsync(JsonSerializer.Serialize(answer, shape.InGrain(space.Config.Token.Decimals)));

    private static async Task<WhatIfQuestion> ReadAsync(ParseResult parsed, int decimals, CancellationToken cancellation)
    {
        var question = new WhatIfQuestion
        {
            Weights = await ReadAsync(parsed.GetValue(Weights), WhatIfJson.Default.GraphWeights, cancellation),
            CredRank = await ReadAsync(parsed.GetValue(Parameters), WhatIfJson.Default.CredRankConfig, cancellation),
            Distribution = await ReadAsync(parsed.GetValue(Distribution), WhatIfJson.Default.DistributionQuestion, cancellation),
        };
        if (question is { Weights: null, CredRank: null, Distribution: null })
            throw new UsageException("name a file with --weights, --parameters or --distribution");
        return question.Check(decimals) is { Count: > 0 } faults
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
}
