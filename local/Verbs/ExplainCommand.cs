using Grain.Functions.Reads.Explanations;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>explain --space S CONTRIBUTOR [--epoch E] [--top N] [--json]</c>: where a person's cred came from, and where it went.
/// </summary>
internal static class ExplainCommand
{
    internal static Command Create()
    {
        var space = Ask.Space();
        var contributor = new Argument<string>("CONTRIBUTOR") { Description = "The contributor id, for example github/octocat." };
        var epoch = Ask.For<string>("--epoch", "As of this closed epoch; the last one if absent.");
        var top = Ask.Number("--top", ExplanationsFunctions.TopDefault, 1, ExplanationsFunctions.TopMax,
            "How many parts to list of each flow.");
        var json = Ask.For<bool>("--json", "Prints what the API answers.");
        var command =
            new Command("explain", "Tells where a person's cred came from and where it went.") { contributor, space, epoch, top, json };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var (name, id) = (parsed.GetRequiredValue(space), parsed.GetRequiredValue(contributor));
            var explainer = scope.Get<Explainer>();
            var (account, _, register) =
                await scope.Get<AccountSpelling>().PersonAsync((await scope.FindSpaceAsync(name, cancellation)).Journal, id, cancellation);
            var run = await explainer.FindClosedAsync(name, parsed.GetValue(epoch), cancellation)
                ?? throw new CommandException(parsed.GetValue(epoch) is { } asked ? $"there is no closed epoch '{asked}'"
                : "no epoch is closed yet");
            var explanation = await explainer.ExplainAsync(run, register.AccountsOf(account), parsed.GetValue(top), cancellation)
                ?? throw new CommandException($"the graph of epoch {run.Epoch.Id} knows nobody called '{id}'");
            if (parsed.GetValue(json))
                await scope.Output.WriteLineAsync(JsonSerializer.Serialize(explanation, ExplanationJson.Default.Explanation));
            else await WriteAsync(explanation, scope.Output);
            return 0;
        }));
        return command;
    }

    private static async Task WriteAsync(Explanation explanation, TextWriter output)
    {
        await output.WriteLineAsync($"{explanation.Name} ({explanation.Contributor}): {explanation.Total.Cred:F3} cred as of "
            + $"{explanation.Epoch}, score {explanation.Score}, rank {explanation.Rank}");
        await WriteAsync("cred comes from", explanation.Total.From, explanation.Total.Cred, output);
        await WriteAsync("behind these contributions stand", explanation.Total.Behind, null, output);
        await WriteAsync("what flowed through them went to", explanation.Total.To, null, output);
        foreach (var epoch in explanation.Epochs)
        {
            await output.WriteLineAsync($"{Environment.NewLine}{epoch.Epoch}: {epoch.Cred:F3} cred");
            await WriteAsync("comes from", epoch.From, epoch.Cred, output);
        }

        if (explanation.Others.Count > 0)
            await output.WriteLineAsync($"\n{explanation.Others.Count} other epochs: {explanation.Others.Cred:F6} cred");
    }

    /// <summary>A line a part: its cred, or its flow where it is not cred yet.</summary>
    private static async Task WriteAsync(string title, PartsAnswer parts, double? sum, TextWriter output)
    {
        Task LineAsync(double amount, string what) => output.WriteLineAsync($"    {amount,14:F4}  {what.TrimEnd()}");
        await output.WriteLineAsync($"  {title}");
        foreach (var part in parts.Top) await LineAsync(part.Cred ?? part.Flow, $"{part.Kind} {part.Id}");
        if (parts.Rest.Count > 0) await LineAsync(parts.Rest.Cred ?? parts.Rest.Flow, $"{parts.Rest.Count} others");
        if (sum is { } total) await LineAsync(total, "in all");
    }
}
