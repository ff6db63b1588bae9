using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Explanations.Sums;

namespace Grain.Functions.Reads.Explanations;

/// <summary>Tells where the grain that a person holds comes from and went: who paid what and when, and by which policy.</summary>
internal sealed class GrainTelling(GrainLedger ledger, EpochStore epochs)
{
    /// <summary>Entries that are read, the newest of each account; what is older is told as a sum.</summary>
    private const int EntriesMax = 20_000;

    /// <summary>Epochs whose policies are told; each takes two reads.</summary>
    private const int EpochsMax = 20;

    private const string ByEpochs = "epochs";

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        [ByEpochs] = "payment* by epochs",
        ["distributions"] = "special distribution*",
        ["mints"] = "mint*",
        ["transfersIn"] = "transfer* received",
        ["transfersOut"] = "transfer* sent",
        ["returned"] = "transfer* that came back",
        ["own"] = "transfer* between their own ids",
        ["burned"] = "time* burnt",
        ["paidOut"] = "time* paid out outside of Grain",
    };

    /// <summary>Reads a person's accounts.</summary>
    /// <param name="space">The space.</param>
    /// <param name="heads">The heads of all of them: what happens later is not told.</param>
    /// <param name="nameOf">What people are called.</param>
    /// <param name="top">How much of each kind to tell.</param>
    /// <param name="faces">How people are shown to who asks.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ToldSum<GrainAmount>> ReadAsync(
        Space space, IReadOnlyList<JournalHead<GrainTotals>> heads, Func<string, string> nameOf, int top, Faces faces,
        CancellationToken cancellation)
    {
        var measure = Measures.Grain(space.Config.Token.Decimals);
        var (tally, left, missing) = (new Tally<GrainAmount>(measure, top), (long)EntriesMax, 0L);
        var own = heads.Select(head => head.Account).ToHashSet(StringComparer.Ordinal);
        foreach (var head in heads)
        {
            var from = Math.Max(0, head.Seq - left);
            (missing, left) = (missing + from, left - (head.Seq - from));
            for (var seq = from; seq < head.Seq;)
            {
                var page = await ledger.ReadPageAsync(space.Journal, head.Account, seq, (int)Math.Min(1000, head.Seq - seq), cancellation);
                if (page.Count == 0) throw new InvalidDataException($"J1: the entries of {head.Account} end before {head.Seq}.");
                foreach (var entry in page) Take(entry, faces.Hide(entry.Value), own, nameOf, tally);
                seq = page[^1].Seq;
            }
        }

        var parts = await ReadPoliciesAsync(space, tally, cancellation);
        var telling = new Telling<GrainAmount>(measure, (kind, count) => KindWords.Counted(Kinds[kind], count))
        {
            PartsOf = parts.GetValueOrDefault,
        };
        return telling.Of(tally, GrainAmount.Sum(heads.Select(head => head.Totals.Balance)), missing);
    }

    /// <summary>Of what somebody moved who is not shown as themselves, neither the id nor the memo, which are theirs, is told.</summary>
    private static void Take(
        JournalEntry<GrainEntry> entry, bool isHidden, HashSet<string> own, Func<string, string> nameOf, Tally<GrainAmount> tally)
    {
        var what = entry.Value;
        if (what.Amount.IsZero) return;
        string With(string word) =>
            $"{word} {PlainLine.Of(nameOf(what.Peer ?? ""), PersonExplainer.NameMax)}{(isHidden ? "" : Memo(what))}";
        void Add(string kind, string? title, GrainAmount? amount = null) => tally.Add(kind, new Entry<GrainAmount>(
            isHidden ? Faces.Others : what.Epoch ?? what.Distribution ?? what.Id ?? entry.Key, title, null, entry.RecordedAt,
            amount ?? what.Amount)
        {
            Account = entry.Account,
        });
        var isOwn = what.Peer is { } peer && own.Contains(peer);
        switch (what.Kind)
        {
            case GrainEntryKinds.Distribution or GrainEntryKinds.DistributionPaidOut:
                if (what.Epoch is { } epoch) Add(ByEpochs, $"epoch {epoch}");
                else Add("distributions", PlainLine.Of(what.Memo ?? what.Distribution ?? "", GrantsTelling.TitleMax));
                // It never was in the balance.
                if (what.Kind == GrainEntryKinds.DistributionPaidOut) Add("paidOut", "paid at once", -what.Amount);
                break;
            case GrainEntryKinds.Mint: Add("mints", "minted" + Memo(what)); break;
            case GrainEntryKinds.Burn: Add("burned", "burnt" + Memo(what)); break;
            case GrainEntryKinds.TransferIn: Add(isOwn ? "own" : "transfersIn", With("from")); break;
            case GrainEntryKinds.TransferOut: Add(isOwn ? "own" : "transfersOut", With("to")); break;
            case GrainEntryKinds.TransferReturned: Add(isOwn ? "own" : "returned", With("not taken by")); break;
            default: Add("paidOut", "paid out" + Memo(what)); break;
        }
    }

    private static string Memo(GrainEntry entry) =>
        entry.Memo is { Length: > 0 } memo ? ": " + PlainLine.Of(Addresses.Mask(memo), GrantsTelling.TitleMax) : "";

    /// <summary>By which policies the newest payments of epochs came.</summary>
    private async Task<Dictionary<Entry<GrainAmount>, IReadOnlyList<(string Kind, string What, GrainAmount Amount)>>> ReadPoliciesAsync(
        Space space, Tally<GrainAmount> tally, CancellationToken cancellation)
    {
        var paid = tally.Groups.FirstOrDefault(group => group.Kind == ByEpochs)?.Kept.Take(EpochsMax) ?? [];
        var parts =
            new Dictionary<Entry<GrainAmount>, IReadOnlyList<(string, string, GrainAmount)>>(ReferenceEqualityComparer.Instance);
        foreach (var entry in paid)
        {
            if ((await epochs.FindAsync(space.Name, entry.Id, cancellation))?.Allocation is not { } piece) continue;
            var allocation = await epochs.ReadAllocationAsync(piece, cancellation);
            parts.Add(entry, [.. allocation.Policies.SelectMany(policy => policy.Receipts
                .Where(receipt => receipt.ParticipantId == entry.Account)
                .Select(receipt => (policy.Policy, PolicyWords.Of(policy), receipt.Amount)))]);
        }

        return parts;
    }
}
