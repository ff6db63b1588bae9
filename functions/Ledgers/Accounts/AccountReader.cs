using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>Reads what somebody holds.</summary>
internal sealed class AccountReader(GrainLedger ledger, RegisterStore registers, SplitReader splits)
{
    /// <summary>All accounts of the person, and a page of the entries of the one that was named.</summary>
    /// <param name="space">The space.</param>
    /// <param name="person">Whose account was named.</param>
    /// <param name="after">The entries follow on this one.</param>
    /// <param name="size">How many entries at most.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<AccountAnswer> ReadAsync(Space space, AskedPerson person, long after, int size, CancellationToken cancellation)
    {
        var id = person.Account;
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var named = await ledger.ReadHeadAsync(space.Journal, id, cancellation);
        var others = register.AccountsOf(id).Where(account => account != id);
        var heads = await Task.WhenAll(others.Select(account => ledger.ReadHeadAsync(space.Journal, account, cancellation)));
        var entries = await ledger.ReadPageAsync(space.Journal, id, after, size, cancellation);
        var rows = entries.Select(entry => new AccountRow(entry.Seq, entry.Key, entry.RecordedAt, entry.Hash, entry.Value)).ToArray();
        if (person.IsNobody) named = named with { Account = person.Shown };
        return AccountAnswer.Of(person.IsNobody ? CommunityRegister.Empty with { Accounting = register.Accounting } : register,
            [named, .. heads], rows, rows.Length == size ? rows[^1].Seq : null, ledger.Now);
    }

    /// <summary>The same with what each policy gave of what epochs paid.</summary>
    public async Task<AccountAnswer> SplitAsync(Space space, AccountAnswer account, CancellationToken cancellation)
    {
        var found = await splits.ReadAsync(space.Name,
            account.Entries.Where(row => row.Entry.Epoch is not null).Select(row => (account.Id, row.Entry.Epoch!)),
            space.Config.Token.Decimals, cancellation);
        return account with
        {
            Entries =
            [
                .. account.Entries.Select(row =>
                    row.Entry.Epoch is { } epoch ? row with { Split = found.GetValueOrDefault((account.Id, epoch)) } : row),
            ],
        };
    }
}
