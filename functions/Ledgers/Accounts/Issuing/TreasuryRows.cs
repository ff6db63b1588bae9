using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Accounts.Issuing;

/// <summary>The row of decisions as it was read, and what was open then.</summary>
/// <param name="Decisions">How many decisions there were.</param>
/// <param name="ETag">Changes with every decision; absent before the first.</param>
/// <param name="Open">Reserved, and not known to be made.</param>
internal sealed record TreasuryState(long Decisions, ETag? ETag, IReadOnlyList<Reservation> Open);

/// <summary>Where reservations are kept.</summary>
/// <remarks>Table <c>treasury</c>, partition the space: the row <c>t</c> counts decisions, <c>t~{key}</c> is an open reservation.</remarks>
internal sealed class TreasuryRows(StorageService storage)
{
    private const string DecisionsKey = "t";
    private readonly Table table = storage.For("accounts").Table("treasury");

    /// <summary>
    /// The row of decisions and after it, in the order of their keys, what is open: a reservation that is made later moves the row, and one
    /// that is gone already is in the accounts, where whoever reads them afterwards sees it.
    /// </summary>
    public async Task<TreasuryState> ReadAsync(string space, CancellationToken cancellation)
    {
        var (state, open) = (new TreasuryState(0, null, []), new List<Reservation>());
        await foreach (var row in table.QueryAsync(Filters.Range(space, DecisionsKey, "u"), cancellation))
        {
            if (row.RowKey == DecisionsKey) state = new TreasuryState(row.Required<long>("Decisions"), row.ETag, []);
            else open.Add(JsonSerializer.Deserialize(row.Text("Reservation"), ReservationJson.Default.Reservation)!);
        }

        return state with { Open = open };
    }

    /// <summary>Reserves, if nothing was decided since the state was read.</summary>
    /// <returns>Whether it is reserved now. If not, it may be so all the same, where an answer was lost: read again.</returns>
    public async Task<bool> TryAddAsync(string space, TreasuryState state, Reservation reservation, CancellationToken cancellation)
    {
        var decisions = new TableEntity(space, DecisionsKey) { ["Format"] = 1, ["Decisions"] = state.Decisions + 1 };
        var row = new TableEntity(space, RowOf(reservation))
            .SetText("Reservation", JsonSerializer.Serialize(reservation, ReservationJson.Default.Reservation));
        return await table.TryTransactAsync([Table.Write(decisions, state.ETag), Table.Write(row, null)], cancellation) is not null;
    }

    /// <summary>Decides on the state as it is, again if somebody else decided meanwhile.</summary>
    public Task<T> DecideAsync<T>(string space, Func<TreasuryState, Task<(Reservation? Reservation, T Decision)>> decide,
        CancellationToken cancellation) => table.Contention.UntilDoneAsync($"The treasury of {space}", async () =>
        {
            var state = await ReadAsync(space, cancellation);
            var (reservation, decision) = await decide(state);
            return (reservation is null || await TryAddAsync(space, state, reservation, cancellation), decision);
        }, cancellation);

    /// <summary>Forgets a reservation: it is made, or never will be.</summary>
    public Task ReleaseAsync(string space, Reservation reservation, CancellationToken cancellation) =>
        table.DeleteAsync(space, RowOf(reservation), ETag.All, cancellation);

    private static string RowOf(Reservation reservation) => $"{DecisionsKey}~{TableKey.Escape(reservation.Key)}";
}
