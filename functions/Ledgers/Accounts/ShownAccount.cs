using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>An account as it is shown to somebody who may not know everybody. Pure.</summary>
internal static class ShownAccount
{
    /// <summary>
    /// The account: under a pseudonym sums alone; else with pseudonyms in place of those who moved grain from or to it, and without what
    /// they wrote.
    /// </summary>
    /// <param name="account">All of it.</param>
    /// <param name="faces">How people are shown.</param>
    /// <param name="person">Whom was asked for.</param>
    public static AccountAnswer For(this AccountAnswer account, Faces faces, AskedPerson person)
    {
        if (faces.HideNobody) return account;
        if (person.IsPseudonymous) return account with
        {
            Id = person.Shown,
            Identity = person.Shown,
            Accounts = [new(person.Shown, account.Balance, account.Held, account.Received,
                account.Accounts.Any(part => part.Frozen), [], [])],
            Entries = [],
            Next = null,
        };
        return account with
        {
            Entries = [.. account.Entries.Select(row => row.For(faces))],
            Accounts = [.. account.Accounts.Select(part => part with
            {
                Pending = [.. part.Pending.Select(each => faces.AreOpen(each.To) ? each
                    : each with { Id = Faces.Others, To = faces.IdOrOthers(each.To) })],
                Holds = [.. part.Holds.Select(hold => hold.For(faces))],
            })],
        };
    }

    /// <summary>A hold without whom it is for, and without its id, if they are not shown as themselves.</summary>
    public static OpenHoldAnswer For(this OpenHoldAnswer hold, Faces faces) => hold.To is not { } to || faces.AreOpen(to) ? hold
        : hold with { Id = Faces.Others, To = faces.IdOrOthers(to) };

    /// <summary>Whether an entry has somebody who is not shown as themselves on its other side.</summary>
    public static bool Hide(this Faces faces, GrainEntry entry) =>
        (entry.Peer is { } peer && !faces.AreOpen(peer)) || (entry.To is { } to && !faces.AreOpen(to));

    /// <summary>An entry without them: whoever made its id and memo is one of both.</summary>
    public static GrainEntry For(this GrainEntry entry, Faces faces) => !faces.Hide(entry) ? entry : entry with
    {
        Id = Faces.Others,
        Peer = entry.Peer is { } peer ? faces.IdOrOthers(peer) : null,
        To = entry.To is { } to ? faces.IdOrOthers(to) : null,
        Memo = null,
        Hold = entry.Hold is null ? null : Faces.Others,
    };

    private static AccountRow For(this AccountRow row, Faces faces) =>
        faces.Hide(row.Entry) ? row with { Key = Faces.Others, Entry = row.Entry.For(faces) } : row;
}
