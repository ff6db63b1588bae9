using System.Globalization;
using System.Text.Json;
using Grain.Simulation.Deeds;
using Grain.Simulation.Model;
using Grain.Simulation.Processes;

namespace Grain.Simulation;

/// <summary>
/// When all is at rest: whoever has several accounts has of everything what these have together, and of whoever was erased nobody reads a
/// name any more.
/// </summary>
internal sealed class PeopleLook(Run run, SimulatedProcess process, People people)
{
    private const double Roundings = 1e-9;

    /// <summary>What may tell of people.</summary>
    private static readonly string[] Told =
    [
        "/leaderboard?by=ledger&maxAge=0", "/identities", "/feed?limit=50", "/grain", "/proposals?state=approved", "/epochs",
        "/credits/events",
    ];

    private readonly Register register = run.Ledgers.Registers.In(people.Space);

    /// <summary>Looks.</summary>
    public async Task LookAsync()
    {
        if (run.Ledgers.People.Erased(people.Space).Any()) await LookForErasedAsync();
        if (!register.HasSplitOrJoined) return;
        foreach (var address in register.Addresses.Order(StringComparer.Ordinal).ToArray()) await LookAtAsync(address);
        // Of a sealed community the board has names, and the register ids.
        if (!run.Ledgers.Seals.Has(people.All[0])) await LookAtBoardAsync();
    }

    private async Task LookAtAsync(string address)
    {
        var id = Uri.EscapeDataString(address);
        var points = Number((await ReadAsync($"/contributors?id={id}")).GetProperty("points").GetProperty("total"));
        MustBe(points, Sum(run.Ledgers.Grants, address), "points", address);
        var balance = Number((await ReadAsync($"/grain/accounts?id={id}")).GetProperty("balance"));
        MustBe(balance, Sum(run.Ledgers.Grain, address), "grain", address);
    }

    private async Task LookAtBoardAsync()
    {
        var cred = run.Ledgers.Epochs.CredOfLast(people.Space);
        var board = await ReadAsync("/leaderboard?by=ledger&maxAge=0&limit=500");
        var all = 0m;
        foreach (var standing in board.GetProperty("standings").EnumerateArray())
        {
            var (who, points) = (standing.GetProperty("contributor").GetString()!, Number(standing.GetProperty("points")));
            all += points;
            MustBe(points, Sum(run.Ledgers.Grants, who), "points", who);
            var (told, own) = (standing.GetProperty("cred").GetDouble(),
                cred.Where(each => register.Whole(each.Key) == who).Sum(each => each.Value));
            run.Findings.Must(Math.Abs(told - own) <= Roundings * (1 + own),
                $"joined: {who} of {people.Space} has {told} cred, and it is {own}");
        }

        MustBe(all, run.Ledgers.Grants.Of(people.Space).Sum(account => account.Shown[^1]), "points", "everybody");
    }

    private async Task LookForErasedAsync()
    {
        var gone = people.All.Where(name => !run.Ledgers.People.Knows(people.Space, name)).ToArray();
        foreach (var path in Told.Concat(run.Ledgers.People.Erased(people.Space).Select(id => $"/people/export?id={id}")))
        {
            var reply = await FunctionCalls.AskAsync(process, people.Ask("GET", path));
            foreach (var name in gone)
                run.Findings.Must(!reply.Body.Contains($"\"{name}\"", StringComparison.Ordinal),
                    $"erased: {path} of {people.Space} tells of {name}, who was erased");
        }
    }

    private async Task<JsonElement> ReadAsync(string path)
    {
        var reply = await FunctionCalls.AskAsync(process, people.Ask("GET", path));
        run.Findings.Must(reply.IsGood, $"{path} of {people.Space} is answered {reply.Status} {reply.Body}");
        return JsonElement.Parse(reply.IsGood ? reply.Body : "{}");
    }

    private decimal Sum(ShadowJournal journal, string address) =>
        register.AccountsOf(address).Sum(account => journal.Account(people.Space, account).Shown[^1]);

    private void MustBe(decimal told, decimal own, string what, string who) =>
        run.Findings.Must(told == own, $"joined: {who} of {people.Space} has {told} {what}, and it is {own}");

    private static decimal Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDecimal();
}
