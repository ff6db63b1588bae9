using Grain.Local.Api;

namespace Grain.Local.Demo;

/// <summary>What must hold of a space whatever it was fed with, checked from outside on what the API tells. Pure.</summary>
internal static class LedgerProofs
{
    /// <summary>All proofs.</summary>
    /// <param name="state">The space.</param>
    /// <param name="budget">What each epoch distributes, in base units, besides what was carried over to it.</param>
    public static IReadOnlyList<Proof> Of(DemoState state, BigInteger budget) =>
    [
        Points(state), GrantIds(state), Balances(state), Supply(state), Chain(state), Budgets(state, budget), Payments(state),
    ];

    private static Proof Points(DemoState state) => Proof.ForAll(
        "Each contributor's grants add up to their points",
        $"{state.Contributors.Count} contributors, {state.GrantCount} grants, {state.Points} points",
        state.Contributors, ledger =>
        {
            var (id, points) = (ledger.Head.Id, ledger.Head.Points);
            if (ledger.Grants.Count != points.Count || points.Seq != points.Count)
                return $"{id} has {ledger.Grants.Count} entries, the head says {points.Count}";
            if (ledger.Grants.Index().FirstOrDefault(row => row.Item.Seq != row.Index + 1).Item is { } gap)
                return $"{id}: entry {gap.Seq} is out of its place";
            if (ledger.Grants.Count > 0 && ledger.Grants[^1].Hash != points.Hash)
                return $"{id}: the head does not have the last entry's hash";
            var sum = ledger.Grants.Sum(row => row.Grant.Amount);
            return sum == points.Total ? null : $"{id}: the grants add up to {sum}, the head says {points.Total}";
        });

    private static Proof GrantIds(DemoState state) => Proof.ForAll(
        "No grant was counted twice", $"{state.GrantCount} ids",
        state.Contributors.SelectMany(ledger => ledger.Grants).GroupBy(row => row.Grant.GrantId, StringComparer.Ordinal),
        grants => grants.Count() == 1 ? null : $"{grants.Key} is there {grants.Count()} times");

    private static Proof Balances(DemoState state) => Proof.ForAll(
        "Each grain account's entries add up to its balance",
        $"{state.Accounts.Count} accounts, {state.Accounts.Sum(account => account.Entries.Count)} entries",
        state.Accounts.Zip(state.Contributors), pair =>
        {
            var (account, contributor) = pair;
            if (account.Entries.Count != account.Count)
                return $"{account.Id} has {account.Entries.Count} entries, the head says {account.Count}";
            var sum = Sum(account.Entries.Select(row => row.Entry.Amount));
            if (sum != Units.Of(account.Balance)) return $"{account.Id}: the entries add up to {sum}, the balance is {account.Balance}";
            return contributor.Head.Grain.BalanceUnits == account.Balance
                ? null
                : $"{account.Id} holds {account.Balance} by the account, {contributor.Head.Grain.BalanceUnits} by the contributor's page";
        });

    private static Proof Supply(DemoState state) => Proof.Equal(
        "All balances together are the supply, and what the statements paid",
        ("supply", state.Supply), ("all balances", Sum(state.Accounts.Select(account => account.Balance))),
        ("all payments", Sum(state.Epochs.Select(epoch => epoch.Statement.Paid))));

    private static Proof Chain(DemoState state)
    {
        const string Claim = "Each statement names the one before and goes on from its supply";
        var (previous, supply) = ((string?)null, "0");
        foreach (var (row, statement, hash) in state.Epochs)
        {
            if (row.Statement != hash)
                return Broken($"{row.Id}: the statement's bytes have the hash {hash}, the epoch says {row.Statement}");
            if (statement.PreviousStatement != previous)
                return Broken($"{row.Id} names {statement.PreviousStatement ?? "nothing"} and not {previous ?? "nothing"}");
            if (statement.SupplyBefore != supply)
                return Broken($"{row.Id} begins with a supply of {statement.SupplyBefore} and not {supply}");
            if (Units.Of(statement.SupplyBefore) + Units.Of(statement.Paid) != Units.Of(statement.SupplyAfter))
                return Broken($"{row.Id}: supply and payments do not add up");
            (previous, supply) = (hash, statement.SupplyAfter);
        }

        return new Proof(Claim, $"{state.Epochs.Count} statements", null);

        Proof Broken(string fault) => new(Claim, $"{state.Epochs.Count} statements", fault);
    }

    private static Proof Budgets(DemoState state, BigInteger budget)
    {
        var carried = BigInteger.Zero;
        return Proof.ForAll("Each epoch's budget is paid, carried over or lapsed, to the last unit", $"{state.Epochs.Count} epochs",
            state.Epochs, epoch =>
        {
            var statement = epoch.Statement;
            var expected = budget + carried;
            carried = Units.Of(statement.CarriedOver);
            if (Units.Of(statement.Budget) != expected) return $"{epoch.Row.Id} had {statement.Budget} to distribute and not {expected}";
            var parts = Sum([statement.Paid, statement.CarriedOver, statement.Lapsed]);
            return parts == expected ? null : $"{epoch.Row.Id}: the parts of the budget are {parts}, the budget is {expected}";
        });
    }

    private static Proof Payments(DemoState state)
    {
        var paid =
            state.Accounts.SelectMany(account => account.Entries, (account, row) => $"{row.Entry.Epoch} {account.Id} {row.Entry.Amount}");
        var stated = state.Epochs.SelectMany(epoch => epoch.Statement.Payments,
            (epoch, payment) => $"{epoch.Row.Id} {payment.ParticipantId} {payment.Amount}");
        var (onAccounts, inStatements) = (paid.Order(StringComparer.Ordinal).ToArray(), stated.Order(StringComparer.Ordinal).ToArray());
        var odd = onAccounts.Except(inStatements).Concat(inStatements.Except(onAccounts)).FirstOrDefault();
        return new Proof(
            "Each payment of a statement is on its account, once", $"{inStatements.Length} payments",
            odd ?? (onAccounts.Length == inStatements.Length ? null : $"{onAccounts.Length} entries for {inStatements.Length} payments"));
    }

    private static BigInteger Sum(IEnumerable<string> amounts) =>
        amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + Units.Of(amount));
}
