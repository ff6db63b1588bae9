using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Open;

/// <summary>
/// Tells whether anything came that an epoch depends on: two reads a shard, a slim one of grants and one of grain, and what is new of the
/// register. No graph is loaded for it.
/// </summary>
internal sealed class OpenNews(GrantLedger grants, GrainLedger grain, RegisterStore registers)
{
    /// <summary>Shards read at once.</summary>
    private const int ShardsAtOnceMax = 8;

    /// <summary>A text that is the same as long as nothing came.</summary>
    /// <param name="space">The space.</param>
    /// <param name="books">Its books.</param>
    /// <param name="epoch">The open epoch.</param>
    /// <param name="calculation">How it is computed.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<string> ReadAsync(
        Space space, SpaceBooks books, Epoch epoch, int calculation, CancellationToken cancellation)
    {
        var shards = new (byte[] Hash, GrainAmount Held)[space.Shards];
        await Parallel.ForAsync(0, space.Shards,
            new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnceMax, CancellationToken = cancellation },
            async (shard, token) => shards[shard] = await ReadShardAsync(space.Journal, shard, token));
        var register = await registers.ReadAsync(space.Journal, cancellation);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var shard in shards) hash.AppendData(shard.Hash);
        Append(hash, string.Create(CultureInfo.InvariantCulture,
            $"{GrainAmount.Sum(shards.Select(shard => shard.Held))} {register.Events} {space.ConfigVersion} {calculation} "
            + $"{books.Statement?.Hash} {epoch.Id} {epoch.Start:O} {epoch.End:O}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task<(byte[] Hash, GrainAmount Held)> ReadShardAsync(JournalSpace space, int shard, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var held = GrainAmount.Zero;
        await foreach (var (account, seq) in grants.ReadSeqsAsync(space, shard, cancellation))
            Append(hash, string.Create(CultureInfo.InvariantCulture, $"{account}\n{seq}\n"));
        await foreach (var head in grain.ReadHeadsAsync(space, shard, cancellation))
        {
            // Who holds it does not matter, only how much people hold in all.
            if (!head.Totals.Received.IsZero) Append(hash, $"{head.Account}\n{head.Totals.Received}\n");
            held += head.Totals.Balance + head.Totals.InTransit;
        }

        return (hash.GetHashAndReset(), held);
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
