using System.Text.Json;

namespace Grain.Simulation.Model;

/// <summary>Grain: no unit comes from nowhere or goes nowhere, whatever is on its way between two accounts.</summary>
internal sealed class GrainShadow(Findings findings) : ShadowJournal("grain", findings)
{
    private readonly Dictionary<(string Space, string From, string Id), Move> moves = [];
    private readonly Dictionary<string, Sums> sums = [];
    private readonly Dictionary<(string Space, string Id), string> mints = [];

    /// <summary>What the treasury of a space covers at most; nothing bounds it where there is none.</summary>
    public Dictionary<string, decimal> Funded { get; } = [];

    /// <summary>What is held.</summary>
    public HoldShadow Holds { get; } = new(findings);

    /// <summary>The sums of a space.</summary>
    public Sums SumsOf(string space) => sums.TryGetValue(space, out var known) ? known : sums[space] = new();

    /// <summary>Transfers that have not ended.</summary>
    public IEnumerable<string> UnderWay(string space) => moves.Where(move => move.Key.Space == space && move.Value.State != State.Ended)
        .Select(move => $"{move.Key.Id} of {move.Key.From}");

    protected override void Add(ShadowAccount account, ShadowEntry entry)
    {
        var (of, amount, kind) = (SumsOf(account.Space), entry.Number("amount"), entry.Text("kind"));
        var state = (Holding)(account.State ??= new Holding());
        switch (kind)
        {
            case "distribution" or "distribution-paid-out":
                if (entry.Text("epoch") is { } epoch) of.ByEpoch[epoch] = of.ByEpoch.GetValueOrDefault(epoch) + amount;
                else state.Minted += amount;
                (of.Made, state.Received) = (of.Made + amount, state.Received + amount);
                if (kind == "distribution") state.Balance += amount;
                else (of.Gone, state.PaidOut) = (of.Gone + amount, state.PaidOut + amount);
                break;
            case "mint":
                Findings.Must(mints.TryAdd((account.Space, entry.Text("id")!), account.Name),
                    $"grain: the mint {entry.Text("id")} is made twice");
                (of.Made, state.Minted, state.Balance) = (of.Made + amount, state.Minted + amount, state.Balance + amount);
                break;
            case "burn":
                (of.Gone, state.Balance) = (of.Gone - amount, state.Balance + amount);
                break;
            case "paid-out":
                (of.Gone, state.PaidOut, state.Balance) = (of.Gone - amount, state.PaidOut - amount, state.Balance + amount);
                break;
            case "transfer-out":
                state.Balance += amount;
                var sent = moves.TryAdd((account.Space, account.Name, entry.Text("id")!), new Move(entry.Text("peer")!, -amount));
                Findings.Must(sent, $"grain: {account} sends {entry.Text("id")} twice (T2)");
                of.UnderWay -= amount;
                break;
            case "transfer-in" or "transfer-declined":
                state.Balance += amount;
                Turn(account, entry, (account.Space, entry.Text("peer")!, entry.Text("id")!), State.Sent, kind == "transfer-in"
                    ? State.Arrived : State.Declined);
                if (kind == "transfer-in") of.UnderWay -= amount;
                break;
            case "transfer-settled" or "transfer-returned":
                state.Balance += amount;
                Turn(account, entry, (account.Space, account.Name, entry.Text("id")!), kind == "transfer-settled" ? State.Arrived
                    : State.Declined, State.Ended);
                if (kind == "transfer-returned") of.UnderWay -= amount;
                break;
        }

        state.Held += entry.Number("held");
        Holds.Take(account, entry);
        account.Shown.Add(state.Balance);
        account.Free.Add(state.Balance - state.Held);
        Check(account, state, of);
    }

    private void Check(ShadowAccount account, Holding state, Sums of)
    {
        Findings.Must(state.Balance >= 0 && state.Held >= 0 && state.Held <= state.Balance,
            $"grain: {account} has {state.Balance}, and {state.Held} of it is held (T3)");
        var balances = Of(account.Space).Sum(each => each.Shown[^1]);
        Findings.Must(balances + of.UnderWay == of.Made - of.Gone,
            $"grain: of {of.Made} made and {of.Gone} gone in {account.Space} there are {balances}, and {of.UnderWay} under way (D3)");
        if (Funded.TryGetValue(account.Space, out var funded))
            Findings.Must(of.Made - of.Gone <= funded,
                $"grain: {of.Made - of.Gone} are out in {account.Space}, and the treasury covers {funded}");
    }

    private void Turn(ShadowAccount account, ShadowEntry entry, (string, string, string) key, State from, State to)
    {
        var isThere = moves.TryGetValue(key, out var move);
        Findings.Must(isThere && move!.State == from,
            $"grain: {account} has {entry.Key} for a transfer that is {(isThere ? move!.State : "not there")} (T1)");
        if (!isThere) return;
        move!.State = to;
        if (to == State.Arrived) Findings.Must(move.To == account.Name && move.Amount == entry.Number("amount"),
            $"grain: {entry.Key} brings {account} what was not sent");
    }

    protected override void Compare(ShadowAccount account, JsonElement totals)
    {
        var state = (Holding)account.State!;
        decimal[] said = [Of("balance"), Of("received"), Of("minted"), Of("paidOut")];
        decimal[] are = [state.Balance, state.Received, state.Minted, state.PaidOut];
        Findings.Must(said.SequenceEqual(are),
            $"grain: the head of {account} says {string.Join(' ', said)}, and it is {string.Join(' ', are)} (J3)");

        var holds = totals.TryGetProperty("holds", out var open) ? open.EnumerateArray().ToArray() : [];
        var held = holds.Sum(hold => Number(hold.GetProperty("left")));
        Findings.Must(held == state.Held, $"grain: the head of {account} holds {held}, and it is {state.Held} (T3)");

        decimal Of(string name) => Number(totals.GetProperty(name));
    }

    private static decimal Number(JsonElement value) =>
        decimal.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What a space's grain adds up to.</summary>
    internal sealed class Sums
    {
        public decimal Made { get; set; }
        public decimal Gone { get; set; }
        public decimal UnderWay { get; set; }
        public Dictionary<string, decimal> ByEpoch { get; } = [];
    }

    private sealed class Holding
    {
        public decimal Balance { get; set; }
        public decimal Received { get; set; }
        public decimal Minted { get; set; }
        public decimal PaidOut { get; set; }
        public decimal Held { get; set; }
    }

    private enum State
    {
        Sent,
        Arrived,
        Declined,
        Ended,
    }

    private sealed record Move(string To, decimal Amount)
    {
        public State State { get; set; }
    }
}
