using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Scores;

namespace Grain.Functions.Reads.People;

/// <summary>Finds out whether any book of a space knows a person.</summary>
internal sealed class PeopleFinder(AccountSpelling spelling, GrantLedger grants, GrantGuard guard, ScoreBuckets buckets,
    GrainLedger grain, CreditLedger credits, ActivityLedger activity, PersonProposals proposals)
{
    /// <summary>The person whom an id means; <see langword="null"/> if no book has anything of them.</summary>
    public async Task<KnownPerson?> FindAsync(Space space, string id, CancellationToken cancellation)
    {
        var (account, _, register) = await spelling.PersonAsync(space.Journal, id, cancellation);
        var person = new KnownPerson(space, register.Resolve(account), register.AccountsOf(account), register);
        if (register.Find(account) is not null || await spelling.Vault.IsOneAsync(space.Name, account, cancellation)) return person;
        var found = await Task.WhenAll(person.Accounts.Select(each => IsInBooksAsync(space, each, cancellation)));
        return found.Any(isKnown => isKnown) || await proposals.OfAsync(person, cancellation).AnyAsync(cancellation) ? person : null;
    }

    private async Task<bool> IsInBooksAsync(Space space, string account, CancellationToken cancellation)
    {
        var counts = await Task.WhenAll(
            CountAsync(grants.ReadHeadAsync(space.Journal, account, cancellation), head => head.Seq),
            CountAsync(grain.ReadHeadAsync(space.Journal, account, cancellation), head => head.Seq),
            CountAsync(credits.ReadHeadAsync(space.Journal, account, cancellation), head => head.Seq),
            CountAsync(guard.ReadAsync(space, account, cancellation), head => head.Seq),
            CountAsync(buckets.ReadAsync(space.Journal, account, cancellation), score => score.Buckets),
            CountAsync(activity.Store.ReadAccountAsync(space.Name, account, cancellation), stored => stored.Version is null ? 0 : 1));
        return counts.Any(count => count > 0);
    }

    private static async Task<long> CountAsync<T>(Task<T> read, Func<T, long> count) => count(await read);
}
