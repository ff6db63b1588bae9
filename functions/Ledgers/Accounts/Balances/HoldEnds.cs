using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>Ends holds without a commit. Doing it again changes nothing: a hold's end is one entry under a key of its own (T4).</summary>
internal static class HoldEnds
{
    public static string HoldKey(string id) => $"hold/{id}";

    public static string EndKey(string id) => $"hold-end/{id}";

    extension(GrainTotals totals)
    {
        /// <summary>Open holds whose time is not over.</summary>
        public IEnumerable<OpenHold> HoldsAt(DateTimeOffset now) => (totals.Holds ?? []).Where(hold => !hold.HasLapsed(now));

        /// <summary>What is held at a moment.</summary>
        public GrainAmount HeldAt(DateTimeOffset now) => GrainAmount.Sum(totals.HoldsAt(now).Select(hold => hold.Left));

        /// <summary>Whether a hold is open whose time is over.</summary>
        public bool HasLapsedHolds(DateTimeOffset now) => totals.Holds?.Any(hold => hold.HasLapsed(now)) == true;
    }

    extension(GrainLedger ledger)
    {
        /// <summary>
        /// Ends a hold as it was read, giving back what is left of it. Where somebody else took from it meanwhile, nothing happens.
        /// </summary>
        public Task<AppendOutcome<GrainTotals>> EndHoldAsync(
            JournalSpace space, string account, OpenHold hold, string kind, CancellationToken cancellation) =>
            ledger.AppendAsync(space, account, EndKey(hold.Id),
                new GrainEntry(kind, GrainAmount.Zero) { Id = hold.Id, To = hold.To, Held = -hold.Left }, cancellation);

        /// <summary>Writes down the end of holds whose time is over.</summary>
        public async Task ExpireHoldsAsync(JournalSpace space, JournalHead<GrainTotals> head, CancellationToken cancellation)
        {
            foreach (var hold in head.Totals.Holds ?? [])
                if (hold.HasLapsed(ledger.Now))
                    await ledger.EndHoldAsync(space, head.Account, hold, GrainEntryKinds.HoldExpired, cancellation);
        }
    }
}
