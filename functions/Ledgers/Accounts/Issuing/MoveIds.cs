using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Accounts.Issuing;

/// <summary>
/// Keeps ids of mints and burns unique in their space: an id stands for one account for ever, and in that account for one entry. Ids
/// of a space whose mints and burns are older than this table are put into it when it is first asked.
/// </summary>
/// <remarks>Table <c>treasury</c>, partition the space: row <c>i~{key}</c>, and <c>i</c> when all older ones are there.</remarks>
internal sealed class MoveIds(StorageService storage, GrainLedger ledger)
{
    private const string CompleteKey = "i";
    private readonly Table table = storage.For("accounts").Table("treasury");
    private readonly ConcurrentDictionary<string, bool> complete = new(StringComparer.Ordinal);

    /// <summary>Lets an id stand for an account.</summary>
    /// <returns>The account that it stands for: this one, or the one that it stood for already.</returns>
    public async Task<string> ClaimAsync(JournalSpace space, string key, string account, CancellationToken cancellation)
    {
        if (!complete.ContainsKey(space.Name)) await CompleteAsync(space, cancellation);
        return await AddAsync(space, key, account, cancellation);
    }

    /// <summary>The account that an id stands for, or <see langword="null"/> if it is free.</summary>
    public async Task<string?> FindAsync(JournalSpace space, string key, CancellationToken cancellation) =>
        (await table.FindAsync(space.Name, RowOf(key), cancellation))?.Required<string>("Account");

    /// <summary>Frees an id, since what was asked under it was refused.</summary>
    public Task FreeAsync(JournalSpace space, string key, CancellationToken cancellation) =>
        table.DeleteAsync(space.Name, RowOf(key), ETag.All, cancellation);

    private async Task CompleteAsync(JournalSpace space, CancellationToken cancellation)
    {
        if (await table.FindAsync(space.Name, CompleteKey, cancellation) is null)
        {
            var shards = new SortedSet<int>();
            await foreach (var head in ledger.ReadHeadsAsync(space, cancellation))
                if (head.Totals.Minted.Sign > 0 || head.Totals.Burned.Sign > 0) shards.Add(JournalKeys.Shard(head.Account, space.Shards));
            foreach (var shard in shards)
                await foreach (var entry in ledger.ReadShardAsync(space, shard, cancellation))
                    if (entry.Value.Kind is GrainEntryKinds.Mint or GrainEntryKinds.Burn)
                        await AddAsync(space, entry.Key, entry.Account, cancellation);
            await table.UpsertAsync(new TableEntity(space.Name, CompleteKey) { ["Format"] = 1 }, cancellation);
        }

        complete[space.Name] = true;
    }

    private async Task<string> AddAsync(JournalSpace space, string key, string account, CancellationToken cancellation) =>
        await table.TryWriteAsync(new TableEntity(space.Name, RowOf(key)) { ["Account"] = account }, null, cancellation) is null
            ? await FindAsync(space, key, cancellation) ?? account : account;

    private static string RowOf(string key) => $"{CompleteKey}~{TableKey.Escape(key)}";
}
