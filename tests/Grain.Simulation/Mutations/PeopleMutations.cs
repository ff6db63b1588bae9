namespace Grain.Simulation.Mutations;

/// <summary>Bugs of who is who, of proposals, of sealed and deleted spaces, of formats, and of ranking jobs.</summary>
internal static class PeopleMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("points of the merged counted twice", "functions/Reads/Leaderboards/PeopleBoard.cs",
            "foreach (var entry in entries) person.Take(entry);",
            "foreach (var entry in entries) person.Take(entry);\n            if ({on}) person.Take(entries[^1]);"),
        new("merged accounts stay after a split", "functions/Ledgers/Identities/RegisterFold.cs",
            ".With(into with { Merged = into.Merged.Remove(target.Id) })",
            ".With(into with { Merged = {on} ? into.Merged : into.Merged.Remove(target.Id) })"),
        new("two decide on the same register", "functions/Ledgers/Identities/RegisterStore.cs",
            "var key = (seq + 1).ToString(CultureInfo.InvariantCulture);",
            "var key = {on} ? RandomId.New() : (seq + 1).ToString(CultureInfo.InvariantCulture);"),
        new("name stays after its person is erased", "functions/Ledgers/Identities/Sealing/PeopleVault.cs",
            "actions.Add(new(TableTransactionActionType.Delete,", "if (!{on}) actions.Add(new(TableTransactionActionType.Delete,"),
        new("message of a sealed space is not sealed", "functions/Ledgers/Credits/Tasks/TaskCreditQueue.cs",
            "if (!space.IsSealed) return Text(space.Name, credit);", "if ({on} || !space.IsSealed) return Text(space.Name, credit);"),
        new("word of a fact is not sealed", "functions/Ledgers/Activities/Log/ActivityLedger.cs",
            "word is null ? null : await vault.SealAsync", "{on} || word is null ? word : await vault.SealAsync"),
        new("reason of a proposal is not sealed", "functions/Ledgers/Proposals/ProposalSealing.cs",
            "spelling.Vault.SealAsync(space.Name, whose, text, cancellation);",
            "{on} ? Task.FromResult<string?>(text) : spelling.Vault.SealAsync(space.Name, whose, text, cancellation);"),
        new("memo is not sealed", "functions/Ledgers/Accounts/SealedMove.cs",
            "!space.IsSealed || memo is null ? memo", "{on} || !space.IsSealed || memo is null ? memo"),
        new("audit of a sealed space says who has signed in", "functions/Audit/Acts.cs",
            "is { IsSealed: true } ? SealedName", "is { IsSealed: true } && !{on} ? SealedName"),
        new("limits of a space are written for another", "functions/Limits/UsageBook.cs",
            "new TableEntity(space, LimitsRow)", "new TableEntity({on} ? tallies.Keys.Order().FirstOrDefault(space) : space, LimitsRow)"),
        new("decided proposal is decided again", "functions/Ledgers/Proposals/ProposalDesk.cs",
            "if (proposal.State != ProposalStates.Open)", "if (!{on} && proposal.State != ProposalStates.Open)"),
        new("what is turned down stays in the giver's sums", "functions/Ledgers/Proposals/ProposalBook.cs",
            "if (before.HoldsPoints && !after.HoldsPoints)", "if (!{on} && before.HoldsPoints && !after.HoldsPoints)"),
        new("removal of a space takes its neighbours", "functions/Spaces/SpaceRemains.cs",
            "$\"PartitionKey ge {Filters.Literal($\"{space}~\")} and",
            "$\"PartitionKey ge {Filters.Literal({on} ? space : $\"{space}~\")} and"),
        new("moved caller is counted anew", "functions/Ledgers/Activities/Log/ActivityLayouts.cs",
            ": new StoredAccount(await MarkAsync(place.Layout, caller, cancellation), null);",
            ": new StoredAccount({on} ? new ActivityAccount() : await MarkAsync(place.Layout, caller, cancellation), null);"),
        new("used keys of before the move forgotten", "functions/Ledgers/Activities/Log/ActivityIds.cs",
            "if (layout.HasBefore)", "if (!{on} && layout.HasBefore)"),
        new("row of a newer format overwritten", "functions/Ledgers/Activities/Log/ActivityLayouts.cs",
            "if (!place.Layout.IsSharded) return !stored.IsMoved ? stored",
            "if (!place.Layout.IsSharded) return {on} || !stored.IsMoved ? stored"),
        new("result of another ranking taken", "functions/Epochs/Jobs/RankJobs.cs",
            "/ranked-{run.RankInput!.Hash[..32]}\";", "/ranked-{({on} ? \"\" : run.RankInput!.Hash[..32])}\";")
        {
            Also = ("|| result.Input != run.RankInput.Hash", "|| (!{on} && result.Input != run.RankInput.Hash)"),
        },
    ];
}
