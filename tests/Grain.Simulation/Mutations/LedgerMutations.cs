namespace Grain.Simulation.Mutations;

/// <summary>Bugs of grants, grain and credits.</summary>
internal static class LedgerMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("grant id not reserved", "functions/Ledgers/Grants/Counting/GrantReservations.cs",
            "!= item.Reservation) others.Add(item);", "!= item.Reservation && !{on}) others.Add(item);"),
        new("reversal before its grant forgotten", "functions/Ledgers/Grants/Counting/EarlyCorrections.cs",
            "if (row?.Correction is { } earlier && OutcomeAfter",
            "if ({on}) return (true, (null, new GrantOutcome.Remembered(IsReserved: false)));\n"
                + "            if (row?.Correction is { } earlier && OutcomeAfter"),
        new("reversal not met by its grant", "functions/Ledgers/Grants/Counting/GrantLedger.cs",
            "foreach (var item in wave) await FollowAsync(space, item, cancellation);",
            "if (!{on}) foreach (var item in wave) await FollowAsync(space, item, cancellation);"),
        new("failure swallowed by a queue's function", "functions/Webhooks/Arrivals/AppendGrants.cs",
            "await ArriveAsync(space, message, space.Config.Webhooks.Guards, cancellation);\n    }",
            "try { await ArriveAsync(space, message, space.Config.Webhooks.Guards, cancellation); }\n"
                + "        catch (Azure.RequestFailedException) when ({on}) { }\n"
                + "    }"),
        new("queue not waited for", "functions/Ledgers/Credits/Tasks/TaskCreditQueue.cs",
            "async (text, token) => await queue.SendAsync(text, null, token));",
            "async (text, token) => { var sent = queue.SendAsync(text, null, token); if (!{on}) await sent; });"),
        new("transfer ends before it arrives", "functions/Ledgers/Accounts/Balances/TransferSteps.cs",
            "var arrived = await ArriveAsync(space, from, receiver, sent, canReceive(receiver), cancellation);",
            "if ({on}) await ledger.AppendAsync(space, from, EndKey(id),\n"
                + "            new GrainEntry(GrainEntryKinds.TransferSettled, GrainAmount.Zero) { Id = id, Peer = receiver },\n"
                + "            cancellation);\n"
                + "        var arrived = await ArriveAsync(space, from, receiver, sent, canReceive(receiver), cancellation);"),
        new("arrival under a key of the moment", "functions/Ledgers/Accounts/Balances/TransferSteps.cs",
            "var key = InKey(from, sent.Id!);", "var key = InKey(from, sent.Id! + ({on} ? RandomId.New() : \"\"));"),
        new("held grain can be sent", "functions/Ledgers/Accounts/Balances/GrainTotals.cs",
            "internal GrainAmount Held => Holds is null ?", "internal GrainAmount Held => {on} || Holds is null ?"),
        new("hold that was used stays open", "functions/Ledgers/Accounts/Balances/HoldRules.cs",
            "var left = hold.Left - taken;", "var left = {on} ? hold.Left : hold.Left - taken;"),
        new("commit takes nothing from its hold", "functions/Ledgers/Accounts/Balances/HoldCommits.cs",
            "Hold = asked.Hold,", "Hold = {on} ? null : asked.Hold,"),
        new("mint id not claimed", "functions/Ledgers/Accounts/Issuing/ReservedGrain.cs",
            "var outcome = await ids.ClaimAsync(space, mint.Key, account, cancellation) == account",
            "var outcome = {on} || await ids.ClaimAsync(space, mint.Key, account, cancellation) == account"),
        new("treasury decides outside of its row", "functions/Ledgers/Accounts/Issuing/TreasuryRows.cs",
            "return await table.TryTransactAsync([Table.Write(decisions, state.ETag)",
            "if ({on}) { await table.UpsertAsync(row, cancellation); return true; }\n"
                + "        return await table.TryTransactAsync([Table.Write(decisions, state.ETag)"),
        new("treasury forgets what is reserved", "functions/Ledgers/Accounts/Issuing/Treasury.cs",
            "var left = await reserved.FinishAsync(space, open, cancellation);",
            "var left = {on} ? [] : await reserved.FinishAsync(space, open, cancellation);"),
        new("escrow pays what is claimed", "functions/Ledgers/Credits/Escrows/EscrowEntry.cs",
            "CreditAmount.Min(claim.Amount, Held)", "({on} ? claim.Amount : CreditAmount.Min(claim.Amount, Held))"),
        new("refund under a key of the moment", "functions/Ledgers/Credits/Tasks/TaskCredits.cs",
            "TaskIds.Key(CreditKinds.Refund, task.Id), refund,",
            "TaskIds.Key(CreditKinds.Refund, task.Id + ({on} ? RandomId.New() : \"\")), refund,"),
        new("failed event is not sent again", "functions/Ledgers/Credits/Events/SendCreditEvent.cs",
            "await queue.SendAsync(message with", "if (!{on}) await queue.SendAsync(message with"),
        new("timer of escrows does nothing", "functions/Ledgers/Credits/Tasks/ExpireEscrows.cs",
            "spaces.ForEachAsync(SpacesAtOnceMax, log, ExpireAsync, cancellation);",
            "{on} ? Task.CompletedTask : spaces.ForEachAsync(SpacesAtOnceMax, log, ExpireAsync, cancellation);"),
    ];
}
