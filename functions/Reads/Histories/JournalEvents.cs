using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Reads.Histories;

/// <summary>What entries of journals say to the person whose they are. Pure.</summary>
internal static class JournalEvents
{
    /// <summary>Grain that is gathered in one of a person's accounts before it is spent moves from nobody to nobody.</summary>
    private const string Gathering = "/gather";

    private const int WordsMax = 200;
    private const int LinkMax = 500;

    /// <summary>A grant, or one that takes another back.</summary>
    public static PersonEvent Of(JournalEntry<Grant> entry)
    {
        var (grant, facts) = (entry.Value, entry.Value.Facts);
        var node = facts?.Nodes.FirstOrDefault(node => facts.Edges.Any(edge => edge.To == node.Id && edge.From == $"@{grant.Contributor}"))
            ?? (facts?.Nodes.Count > 0 ? facts.Nodes[0] : null);
        var isCorrection = grant.Corrects is not null;
        var what = Words(node?.Title) ?? Words(grant.Note) ?? Words(grant.Key) ?? grant.Category;
        return new PersonEvent(entry.RecordedAt, isCorrection ? PersonEventKinds.Correction : PersonEventKinds.Grant,
            isCorrection ? $"taken back: {what}" : what, grant.Contributor, grant.ShownId)
        {
            HappenedAt = grant.GrantedAt,
            Key = grant.Key,
            Points = grant.Amount,
            Link = PlainLine.Link(node?.Url, LinkMax),
        };
    }

    /// <summary>An entry of a grain account; <see langword="null"/> for a step that changes nothing for the person.</summary>
    public static PersonEvent? Of(string account, JournalEntry<GrainEntry> entry)
    {
        var (kind, peer) = (entry.Value.Kind, entry.Value.To ?? entry.Value.Peer);
        var what = kind switch
        {
            GrainEntryKinds.Distribution => "received from " + SourceOf(entry.Value),
            GrainEntryKinds.DistributionPaidOut => "received and paid out, from " + SourceOf(entry.Value),
            GrainEntryKinds.Mint => "minted",
            GrainEntryKinds.Burn => "destroyed",
            GrainEntryKinds.TransferOut when entry.Value.Hold is not null => $"sent to {peer}, of what was held",
            GrainEntryKinds.TransferOut => $"sent to {peer}",
            GrainEntryKinds.TransferIn => $"received from {entry.Value.Peer}",
            GrainEntryKinds.TransferReturned => "came back: the receiver could not take it",
            GrainEntryKinds.Hold => peer is null ? "held" : $"held for {peer}",
            GrainEntryKinds.HoldVoided => "no longer held",
            GrainEntryKinds.HoldExpired => "no longer held: the time was over",
            GrainEntryKinds.PaidOut => "paid out outside of Grain",
            GrainEntryKinds.Freeze => "frozen: no grain may leave",
            GrainEntryKinds.Unfreeze => "released: grain may leave again",
            _ => null, // settled or declined: the other entries of the transfer tell
        };
        if (what is null || entry.Value.Id?.EndsWith(Gathering, StringComparison.Ordinal) == true) return null;
        if (Words(entry.Value.Memo) is { } memo) what = $"{what} ({memo})";
        var id = entry.Value.Id ?? entry.Value.Epoch ?? entry.Value.Distribution ?? entry.Key;
        return new PersonEvent(entry.RecordedAt, kind, what, account, id)
        {
            Amount = entry.Value.Amount,
            Held = entry.Value.Held,
            Epoch = entry.Value.Epoch,
            Peer = entry.Value.Peer,
        };
    }

    /// <summary>
    /// What somebody wrote, as it can be shown; <see langword="null"/> if that is nothing. What stands in journals is as it was sent.
    /// </summary>
    private static string? Words(string? text) =>
        text is not null && PlainLine.Of(Addresses.Mask(text), WordsMax) is { Length: > 0 } line ? line : null;

    private static string SourceOf(GrainEntry entry) => entry.Epoch is { } epoch ? $"epoch {epoch}" : $"distribution {entry.Distribution}";
}
