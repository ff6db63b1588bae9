using System.Globalization;
using Grain.Simulation.Model;
using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>What moves grain: mints, burns, transfers, distributions, holds, and freezing.</summary>
internal sealed class GrainDeeds(People people, Dice dice, Conductor conductor, Ledgers ledgers)
{
    private const decimal Units = 100;

    private readonly DateTimeOffset began = conductor.Now;

    public Deed Mint()
    {
        var (id, to, amount) = (people.Id("m"), people.Any(), Amount());
        return Move("mint", id,
            "/grain/mints", $$"""{"id":"{{id}}","to":"{{to}}","amount":"{{amount}}"}""", () => Has(to, $"mint/{id}", amount));
    }

    /// <summary>All that the treasury has left, or nearly.</summary>
    public Deed Left()
    {
        var (id, to, sums) = (people.Id("m"), people.Any(), ledgers.Grain.SumsOf(people.Space));
        var left = Math.Max(1, ledgers.Grain.Funded.GetValueOrDefault(people.Space) - sums.Made + sums.Gone - dice.Below(100)) / Units;
        return Move("mint", id, "/grain/mints",
            $$"""{"id":"{{id}}","to":"{{to}}","amount":"{{left.ToString(CultureInfo.InvariantCulture)}}"}""",
            () => Has(to, $"mint/{id}", left));
    }

    public Deed Burn()
    {
        var (id, from, amount) = (people.Id("b"), people.Any(), Amount());
        return Move("burn", id,
            "/grain/burns", $$"""{"id":"{{id}}","from":"{{from}}","amount":"{{amount}}"}""",
            () => Has(from, $"burn/{id}", -amount), from, amount);
    }

    public Deed Transfer()
    {
        var (id, from, amount) = (people.Id("t"), people.Any(), Amount());
        var to = dice.Chance(0.1) ? from : people.Other(from);
        return Move("transfer", id, "/grain/transfers", $$"""{"id":"{{id}}","from":"{{from}}","to":"{{to}}","amount":"{{amount}}"}""",
            () => Has(from, $"transfer/{id}", -amount) && Entry(from, $"transfer/{id}")!.Text("to") == to, from, amount);
    }

    /// <summary>All that somebody can spend just now.</summary>
    public Deed Everything()
    {
        var (id, from) = (people.Id("t"), people.Any());
        var (to, amount) = (people.Other(from), Math.Max(1, ledgers.Grain.Account(people.Space, from).Free[^1]) / Units);
        var told = amount.ToString(CultureInfo.InvariantCulture);
        return Move("transfer", id, "/grain/transfers", $$"""{"id":"{{id}}","from":"{{from}}","to":"{{to}}","amount":"{{told}}"}""",
            () => Has(from, $"transfer/{id}", -amount) && Entry(from, $"transfer/{id}")!.Text("to") == to, from, amount);
    }

    public Deed Distribute()
    {
        var (id, to, amount) = (people.Id("d"), people.All.Where(_ => dice.Chance(0.5)).DefaultIfEmpty(people.Any()).ToArray(), Amount());
        var receipts = string.Join(',', to.Select(each => $$"""{"to":"{{each}}","amount":"{{amount}}"}"""));
        return Move("distribution", id, "/grain/distributions", $$"""{"id":"{{id}}","receipts":[{{receipts}}]}""",
            () => people.All.All(each => to.Contains(each) == ledgers.Grain.Account(people.Space, each).Entries.Exists(entry =>
                entry.Text("distribution") == id && entry.Number("amount") == amount * Units))) with
        { IsLater = true };
    }

    public Deed Hold()
    {
        var (id, from, amount) = (people.Id("h"), people.Any(), Amount());
        var (to, until) = (people.Other(from), began + TimeSpan.FromMinutes(5 + dice.Below(3000)));
        return Move("hold", $"{from}/{id}", "/grain/holds",
            $$"""{"id":"{{id}}","from":"{{from}}","to":"{{to}}","amount":"{{amount}}","expiresAt":"{{until:O}}"}""",
            () => Entry(from, $"hold/{id}") is { } entry && entry.Number("held") == amount * Units && entry.Text("to") == to
                && DateTimeOffset.Parse(entry.Text("until")!, CultureInfo.InvariantCulture) == until);
    }

    public Deed Commit()
    {
        var (id, from) = (people.Known("h"), people.Any());
        return new("commit", $"{from}/{id}", "", people.Ask("POST", $"/grain/holds/{id}/commit", $$"""{"from":"{{from}}"}"""),
            () => Entry(from, $"transfer/{id}/commit") is not null);
    }

    public Deed Void()
    {
        var (id, from) = (people.Known("h"), people.Any());
        return new("void", $"{from}/{id}", "", people.Ask("POST", $"/grain/holds/{id}/void", $$"""{"from":"{{from}}"}"""),
            () => Entry(from, $"hold-end/{id}") is not null || Entry(from, $"hold/{id}") is not null)
        { IsExact = false };
    }

    public Deed Freeze()
    {
        var (id, frozen) = (people.Any(), dice.Chance(0.4));
        return new("freeze", id, $"{frozen}", people.Ask("PUT", $"/grain/accounts/{id}/frozen",
            $$"""{"frozen":{{(frozen ? "true" : "false")}},"reason":"a simulation"}"""), () => true)
        { IsExact = false };
    }

    private Deed Move(string kind, string id, string path, string body, Func<bool> isDone) =>
        new(kind, id, body, people.Ask("POST", path, body), isDone);

    /// <summary>Of somebody's grain: it is too little only if it was so at one moment between question and answer.</summary>
    private Deed Move(string kind, string id, string path, string body, Func<bool> isDone, string from, decimal amount)
    {
        var (account, since) = (ledgers.Grain.Account(people.Space, from), 0);
        return Move(kind, id, path, body, isDone) with
        {
            Before = () => since = account.Free.Count - 1,
            Doubt = reply =>
            {
                if (reply.Body.Contains("insufficient-balance", StringComparison.Ordinal)
                    && account.Free.Skip(since).All(free => free >= amount * Units))
                    throw new InvalidDataException($"{id} is refused for too little, and {account} had {account.Free[^1]} all the time");
            },
        };
    }

    private bool Has(string account, string key, decimal amount) => Entry(account, key)?.Number("amount") == amount * Units;

    private ShadowEntry? Entry(string account, string key) =>
        ledgers.Grain.Account(people.Space, account).Entries.Find(entry => entry.Key == key);

    private decimal Amount() => decimal.Parse(dice.Pick(["0.01", "0.5", "1", "3", "7.25", "20", "90"]), CultureInfo.InvariantCulture);
}
