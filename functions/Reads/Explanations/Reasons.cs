using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.Explanations;

/// <summary>Says why a person has less than one might expect, and what to do about it.</summary>
internal sealed class Reasons(EpochStore epochs, CommunityRegister register)
{
    /// <summary>The reasons.</summary>
    /// <param name="person">What is known of the person.</param>
    /// <param name="cred">Tells their cred, if they were ranked.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<ToldNote>> OfAsync(PersonFacts person, CredTelling? cred, CancellationToken cancellation)
    {
        if (person.Run is not { } run)
            return [new("no-epoch-closed", "No epoch is closed yet, so nobody has cred or grain by one. An epoch closes by itself when it "
                + "is over; the list of epochs says which are due.")];
        var notes = new List<ToldNote>();
        var newer = person.Granted.Sum(head => Math.Max(0, head.Seq - person.Ranking!.Graph.CursorOf(head.Account)));
        if (newer > 0)
            notes.Add(new("counts-later", $"{KindWords.Counted("grant*", (int)Math.Min(int.MaxValue, newer))} came in after epoch "
                + $"{run.Epoch.Id} was closed: they count in cred from the next epoch on."));
        if (person.Ranked is null)
            notes.Add(new("not-ranked", $"Nothing of theirs was known when epoch {run.Epoch.Id} was closed, so it gave them no cred."));
        else if (cred!.MadeByType() is { Mints: false, Made: { Count: > 0 } made })
            notes.Add(new("mints-nothing", MintsNothing(made)));
        if (person.Ranked is { } ranked && await UnpaidAsync(run, ranked, cancellation) is { } unpaid)
            notes.Add(new("not-paid", $"Epoch {run.Epoch.Id} paid them nothing: {unpaid}"));
        return notes;
    }

    private static string MintsNothing(IReadOnlyDictionary<string, int> made)
    {
        var what = string.Join(", ", made.Take(5).Select(type => KindWords.OfContributions(type.Key, null, type.Value)));
        var types = string.Join(", ", made.Keys.Take(5).Select(type => $"'{PlainLine.Of(type, 40)}'"));
        return $"{what}: they mint no cred by the weights of that epoch. To let them count, give {types} a weight in weights.nodes of the "
            + "configuration; the next epoch counts all history with it.";
    }

    private async Task<string?> UnpaidAsync(EpochRun run, RankedPerson person, CancellationToken cancellation)
    {
        var allocation = await epochs.ReadAllocationAsync(run.Allocation!, cancellation);
        if (allocation.Payments.Any(payment => person.Ids.Contains(payment.ParticipantId))) return null;
        if (allocation.Budget.IsZero) return "there was nothing to pay. See distribution.budgetPerEpoch of the configuration.";
        if (!person.Ids.Any(person.Epoch.Identities.IsActive))
            return register.IsActive(person.Ids[0]) ? "they were not active then. They are since, so the next epoch may pay them."
                : "they are not active. Whoever runs the space can activate them.";
        if (!person.Scores.Any(score => score.Cred > 0)) return "they have no cred.";
        if (allocation.Policies.All(policy => policy.Receipts.Count == 0))
            return Nobody(allocation.Policies.Select(policy => policy.NothingToPay).FirstOrDefault(reason => reason is not null));
        return "others were owed more. Who received less than their cred stands for is paid first, and who did nothing in the epoch has no "
            + "part of what is paid for it.";
    }

    private static string Nobody(string? reason) => reason switch
    {
        DistributionFault.NoActiveIdentity => "it paid nobody, since nobody was active.",
        DistributionFault.TotalCredBelowOne => "it paid nobody, since all cred together was less than 1. What was not paid is kept for the "
            + "next epoch, if the configuration says so.",
        DistributionFault.NoCredInWindow or DistributionFault.TotalScoreNotPositive => "it paid nobody, since nobody had cred in it.",
        DistributionFault.RecipientNotActive => "it paid nobody, since the one recipient was not active.",
        _ => "it paid nobody, since the treasury covered nothing.",
    };
}
