using Grain.Functions.Journals;

namespace Grain.Local.Backups;

/// <summary>
/// Up to which entry each account of a space's journals is in a backup. Accounts that are not in it had no entry when they were read.
/// </summary>
internal sealed class JournalCut
{
    private readonly Dictionary<(string Table, string Account), long> seqs = [];

    /// <summary>The number of the last entry that is in.</summary>
    public long this[string table, string account] => seqs.GetValueOrDefault((table, account));

    /// <summary>How far all accounts of a journal are now.</summary>
    public async Task ReadAsync<THead, TEntry>(Journal<THead, TEntry> journal, JournalSpace space, CancellationToken cancellation)
    {
        for (var shard = 0; shard < space.Shards; shard++)
            await foreach (var (account, seq) in journal.ReadSeqsAsync(space, shard, cancellation))
                seqs[(journal.Rules.Table, account)] = seq;
    }

    /// <summary>The accounts of a journal that have moved since, with how far they are by now.</summary>
    public async Task<IReadOnlyList<(string Account, long Seq)>> FindMovedAsync<THead, TEntry>(
        Journal<THead, TEntry> journal, JournalSpace space, CancellationToken cancellation)
    {
        var moved = new List<(string, long)>();
        for (var shard = 0; shard < space.Shards; shard++)
            await foreach (var (account, seq) in journal.ReadSeqsAsync(space, shard, cancellation))
                if (seq > this[journal.Rules.Table, account]) moved.Add((account, seq));
        return moved;
    }

    /// <summary>
    /// Takes in whatever something that is in follows from: of each cause whose effect is in, all of its account up to it, and so on
    /// until nothing is missing. What happened before something that was read first has happened before the accounts were read again,
    /// so that no cause lies beyond <paramref name="causes"/>.
    /// </summary>
    public void Complete(IReadOnlyList<Cause> causes)
    {
        for (var isWhole = false; !isWhole;)
        {
            isWhole = true;
            foreach (var cause in causes)
            {
                if (this[cause.Table, cause.Account] >= cause.Seq
                    || !cause.Effects.Any(effect => this[effect.Table, effect.Account] >= effect.Seq)) continue;
                seqs[(cause.Table, cause.Account)] = cause.Seq;
                isWhole = false;
            }
        }
    }
}

/// <summary>An entry, and entries of other accounts that follow from it: it stands in a backup wherever one of them does.</summary>
internal sealed record Cause(string Table, string Account, long Seq, IReadOnlyList<Effect> Effects);

/// <summary>The place of an entry.</summary>
internal sealed record Effect(string Table, string Account, long Seq)
{
    /// <summary>The entry under a key, if there is one.</summary>
    public static async Task<IReadOnlyList<Effect>> FindAsync<THead, TEntry>(
        Journal<THead, TEntry> journal, JournalSpace space, string? account, string key, CancellationToken cancellation) =>
        account is not null && await journal.FindSeqAsync(space, account, key, cancellation) is { } seq
            ? [new Effect(journal.Rules.Table, account, seq)] : [];
}
