using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>Where a hold stands. Amounts in base units.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>open</c>, <c>committed</c>, <c>voided</c> or <c>expired</c>.</param>
/// <param name="From">Whose account.</param>
/// <param name="To">Whom it is for, if it says so.</param>
/// <param name="Amount">What was held at first.</param>
/// <param name="Left">What is held now.</param>
/// <param name="Committed">What was sent from it.</param>
/// <param name="Released">What is available again.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="Memo">What for.</param>
internal sealed record HoldAnswer(
    string Id, string State, string From, string? To, GrainAmount Amount, GrainAmount Left, GrainAmount Committed, GrainAmount Released,
    DateTimeOffset ExpiresAt, string? Memo);

/// <summary>Open holds of a person, those that end first before others.</summary>
internal sealed record HoldsAnswer(IReadOnlyList<OpenHoldAnswer> Holds);

/// <summary>An open hold.</summary>
/// <param name="Id">Its id.</param>
/// <param name="From">Whose account.</param>
/// <param name="To">Whom it is for, if it says so.</param>
/// <param name="Left">What it keeps, in base units.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
internal sealed record OpenHoldAnswer(string Id, string From, string? To, GrainAmount Left, DateTimeOffset ExpiresAt)
{
    public static OpenHoldAnswer Of(string account, OpenHold hold) => new(hold.Id, account, hold.To, hold.Left, hold.Until);
}

/// <summary>Reads holds.</summary>
internal static class HoldReader
{
    extension(GrainLedger ledger)
    {
        /// <summary>The entry that ended a hold without a commit; <see langword="null"/> if none did.</summary>
        public async Task<GrainEntry?> EndOfAsync(JournalSpace space, string from, string id, CancellationToken cancellation) =>
            (await ledger.FindAsync(space, from, HoldEnds.EndKey(id), cancellation))?.Value;

        /// <summary>A hold; <see langword="null"/> if there is none of that id.</summary>
        public async Task<HoldAnswer?> ReadHoldAsync(JournalSpace space, string from, string id, CancellationToken cancellation)
        {
            if (await ledger.FindAsync(space, from, HoldEnds.HoldKey(id), cancellation) is not { Value: var placed }) return null;
            var amount = placed.Held!.Value;
            HoldAnswer Of(string state, GrainAmount left, GrainAmount released) =>
                new(id, state, from, placed.To, amount, left, amount - left - released, released, placed.Until!.Value, placed.Memo);

            var head = await ledger.ReadHeadAsync(space, from, cancellation);
            if (head.Totals.Holds?.FirstOrDefault(hold => hold.Id == id) is { } open)
                return open.HasLapsed(ledger.Now) ? Of("expired", GrainAmount.Zero, open.Left) : Of("open", open.Left, GrainAmount.Zero);
            if (await ledger.EndOfAsync(space, from, id, cancellation) is { } end)
                return Of(end.Kind == GrainEntryKinds.HoldExpired ? "expired" : "voided", GrainAmount.Zero, -end.Held!.Value);
            var commit = await ledger.FindAsync(space, from, TransferSteps.OutKey(CommitRequest.IdOf(id, null)), cancellation);
            // Without one, parts have taken all of it.
            return Of("committed", GrainAmount.Zero, commit is { Value: var sent } ? sent.Amount - sent.Held!.Value : GrainAmount.Zero);
        }

        /// <summary>Open holds of accounts.</summary>
        public async Task<IReadOnlyList<OpenHoldAnswer>> ListHoldsAsync(
            JournalSpace space, IEnumerable<string> accounts, CancellationToken cancellation)
        {
            var heads = await Task.WhenAll(accounts.Select(account => ledger.ReadHeadAsync(space, account, cancellation)));
            return
            [
                .. heads.SelectMany(head =>
                    head.Totals.HoldsAt(ledger.Now).Select(hold => OpenHoldAnswer.Of(head.Account, hold))).OrderBy(hold => hold.ExpiresAt),
            ];
        }
    }
}
