using System.Text.Json;

namespace Grain.Simulation.Model;

/// <summary>Task credits: what leaves a node goes into its task's escrow or is destroyed, and no escrow gives more than it got.</summary>
internal sealed class CreditShadow(Findings findings) : ShadowJournal("credits", findings)
{
    private readonly Dictionary<(string Space, string Task), (decimal Into, decimal From)> escrows = [];

    /// <summary>Escrows that have given something and keep something: none does when all is done.</summary>
    public IEnumerable<string> Unsettled(string space) => escrows
        .Where(escrow => escrow.Key.Space == space && escrow.Value.Into != escrow.Value.From)
        .Select(escrow => $"{escrow.Key.Task}: {escrow.Value.Into} in, {escrow.Value.From} out");

    protected override void Add(ShadowAccount account, ShadowEntry entry)
    {
        var state = (Holding)(account.State ??= new Holding());
        var (initial, amount, kind) = (entry.Number("initial"), entry.Number("amount"), entry.Text("kind"));
        Findings.Must(initial == 0 || entry.Seq == 1, $"credits: {account} begins anew with {initial}");
        (state.Balance, state.Made) = (state.Balance + initial, state.Made + initial);
        if (!entry.Is("refused")) Move(account, entry, state, kind == "spend" ? -amount : amount);
        account.Shown.Add(state.Balance);
        Findings.Must(state.Balance == state.Made - state.Gone - state.Into + state.From,
            $"credits: {account} has {state.Balance} of {state.Made} made, {state.Gone} gone, {state.Into} in escrows, {state.From} back");
        Findings.Must(entry.Number("balance") == state.Balance,
            $"credits: entry {entry.Seq} of {account} says {entry.Number("balance")}, and it is {state.Balance}");
    }

    private void Move(ShadowAccount account, ShadowEntry entry, Holding state, decimal amount)
    {
        state.Balance += amount;
        if (!entry.Is("escrow"))
        {
            if (amount < 0) state.Gone -= amount;
            else state.Made += amount;
            return;
        }

        var key = (account.Space, entry.Text("taskId")!);
        var (into, from) = escrows.GetValueOrDefault(key);
        if (amount < 0) (state.Into, into) = (state.Into - amount, into - amount);
        else (state.From, from) = (state.From + amount, from + amount);
        escrows[key] = (into, from);
        Findings.Must(from <= into, $"credits: the escrow of {key.Item2} got {into}, and gave {from}");
    }

    protected override void Compare(ShadowAccount account, JsonElement totals)
    {
        var state = (Holding)account.State!;
        Findings.Must(Of("balance") == state.Balance && Of("issued") == state.Made && Of("intoEscrow") == state.Into,
            $"credits: the head of {account} says {Of("balance")}, and it is {state.Balance} (C2)");

        decimal Of(string name) => totals.TryGetProperty(name, out var value) ? value.GetDecimal() : 0;
    }

    private sealed class Holding
    {
        public decimal Balance { get; set; }
        public decimal Made { get; set; }
        public decimal Gone { get; set; }
        public decimal Into { get; set; }
        public decimal From { get; set; }
    }
}
