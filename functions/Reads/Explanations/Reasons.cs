using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Rankings;

namespace Grain.Functions.Reads.Explanations;

/// <summary>Says why a person has less than one might expect, and what to do about it.</summary>
internal sealed class Reasons(EpochStore epochs, CommunityRegister register)
{
    private const int KindsMax = 5;
    private const int NoteMax = 1000;

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
                + $"{run.Epoch.Id} was {(person.IsOpen ? "ranked: they count when it is ranked again."
                    : "closed: they count in cred from the next epoch on.")}"));
        if (person.Ranked is null)
            notes.Add(new("not-ranked",
                $"Nothing of theirs was known when epoch {run.Epoch.Id} was {(person.IsOpen ? "ranked" : "closed")}, "
                + "so it gave them no cred."));
        else if (cred!.MadeByType() is { Mints: false, Made: { Count: > 0 } made })
            notes.Add(MintsNothing(run, person.Ranking!, made));
        if (person.Ranked is { } ranked && await UnpaidAsync(run, ranked, cancellation) is { } unpaid)
            notes.Add(new("not-paid", $"Epoch {run.Epoch.Id} {(person.IsOpen ? "would pay" : "paid")} them nothing: {unpaid}"));
        return notes;
    }

    private static ToldNote MintsNothing(EpochRun run, RankedEpoch epoch, IReadOnlyDictionary<string, int> made)
    {
        if (KindsMinting.Note(made, epoch.Weights, run.Epoch.End.ToUnixTimeMilliseconds() - 1) is { } note)
            return Of(EpochNoteWords.Say(note));
        var what = string.Join(", ", made.Take(KindsMax).Select(type => KindWords.OfContributions(type.Key, null, type.Value)));
        return new("mints-nothing-by-itself",
            $"{what}: none of it mints cred by itself. Commits of a pull request count by the pull request, "
            + "and factors ('nodeOverrides') and caps ('mintCaps') of 0 in 'weights' take everything.");
    }

    private static ToldNote Of(EpochNoteAnswer note) =>
        new(note.Code, PlainLine.Of(note.Cure is { } cure ? $"{note.Text} {cure}" : note.Text, NoteMax));

    private async Task<string?> UnpaidAsync(EpochRun run, RankedPerson person, CancellationToken cancellation)
    {
        var allocation = await epochs.ReadAllocationAsync(run.Allocation!, cancellation);
        if (allocation.Payments.Any(payment => person.Ids.Contains(payment.ParticipantId))) return null;
        if (allocation.Paid.IsZero) return Nobody(run);
        if (!person.Ids.Any(person.Epoch.Identities.IsActive))
            return register.IsActive(person.Ids[0]) ? "they were not active then. They are since, so the next epoch may pay them."
                : "they are not active. Whoever runs the space can activate them.";
        if (!person.Scores.Any(score => score.Cred > 0)) return "they have no cred.";
        return "others were owed more. Who received less than their cred stands for is paid first, and who did nothing in the epoch has no "
            + "part of what is paid for it.";
    }

    /// <summary>The epoch's own notes say why it paid nobody.</summary>
    private static string Nobody(EpochRun run) =>
        EpochNoteWords.Say(EpochNotes.Read(run.Notes)) is [_, ..] notes
            ? $"{PaidNobody(run)} " + string.Join(" ", notes.Select(note => Of(note).Text))
            : $"{PaidNobody(run)} The notes of the epoch say why.";

    private static string PaidNobody(EpochRun run) => run.Stage == EpochStage.Closed ? "it paid nobody." : "it would pay nobody.";
}
