using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Reads.Explanations;
using Grain.Functions.Reads.Rankings;
using Grain.Local.Explaining;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>explain --space S CONTRIBUTOR [--epoch E|all] [--top N] [--flows] [--json]</c>: why a person has what they have.
/// </summary>
internal static class ExplainCommand
{
    /// <summary>How much of each kind people read.</summary>
    private const int TopForPeople = 3;

    internal static Command Create()
    {
        var space = Ask.Space();
        var contributor = new Argument<string>("CONTRIBUTOR") { Description = "The contributor id, for example github/octocat." };
        var epoch = Ask.For<string>("--epoch",
            "The cred of this closed epoch, of all, or of the open one as it was ranked last (open); of the last closed one if absent.");
        var top = Ask.Number("--top", ExplanationsFunctions.TopDefault, 1, ExplanationsFunctions.TopMax,
            $"How much to tell of each kind; {TopForPeople} if absent, with --flows or --json more.");
        var flows = Ask.For<bool>("--flows", "Tells the flow of cred with ids, epoch by epoch.");
        var json = Ask.For<bool>("--json", "Prints what the API answers.");
        var command = new Command("explain", "Tells why somebody has the points, the cred and the grain that they have.")
            { contributor, space, epoch, top, flows, json };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var (id, asProgram) = (parsed.GetRequiredValue(contributor), parsed.GetValue(flows) || parsed.GetValue(json));
            var most = !asProgram && parsed.GetResult(top) is null or { Implicit: true } ? TopForPeople : parsed.GetValue(top);
            var found = await scope.FindSpaceAsync(parsed.GetValue(space), cancellation);
            var explanation = await ExplainAsync(scope.Get<PersonExplainer>(), found, id, parsed.GetValue(epoch), most, cancellation);
            if (parsed.GetValue(json))
                await scope.Output.WriteLineAsync(JsonSerializer.Serialize(explanation,
                    ExplanationJson.Default.Explanation.InGrain(found.Config.Token.Decimals)));
            else if (parsed.GetValue(flows)) await FlowText.WriteAsync(explanation, scope.Output);
            else await ExplanationText.WriteAsync(explanation, scope.Output);
            return 0;
        }));
        return command;
    }

    private static async Task<Explanation> ExplainAsync(
        PersonExplainer explainer, Space space, string id, string? epoch, int top, CancellationToken cancellation)
    {
        try
        {
            return await explainer.ExplainAsync(space, id, epoch, top, cancellation)
                ?? throw new CommandException($"the space '{space.Name}' knows nobody called '{id}'");
        }
        catch (ProblemException) when (epoch == RankedEpochs.Open)
        {
            throw new CommandException("the open epoch is not ranked yet; ./grain recompute does it now");
        }
        catch (ProblemException)
        {
            throw new CommandException($"there is no closed epoch '{epoch}'");
        }
    }
}
