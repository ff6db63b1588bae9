namespace Grain.Simulation.Mutations;

/// <summary>Bugs of epochs, activity and reads.</summary>
internal static class EpochMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("cursor skips one", "functions/Epochs/GraphCollector.cs",
            "if (seq == graph.CursorOf(account)) continue;", "if (seq == graph.CursorOf(account) + ({on} ? 1 : 0)) continue;"),
        new("remainder lost", "functions/Distributions/Policies/BudgetSplit.cs",
            "pieces[last] += left;\n"
                + "        AssertExact(budget, pieces);", "if (!{on}) { pieces[last] += left; AssertExact(budget, pieces); }"),
        new("allocation computed again after a crash", "functions/Epochs/EpochStages.cs",
            "EpochStage.Allocated => DistributeAsync(space, run, cancellation),",
            "EpochStage.Allocated when {on} && run.Attempts > 1 && run.PaymentsMade == 0 => AgainAsync(space, run, books, cancellation),\n"
                + "        EpochStage.Allocated => DistributeAsync(space, run, cancellation),")
        {
            Also = ("    /// <summary>Pays the next payments of the allocation;",
                """
                    private async Task<EpochRun> AgainAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellation)
                    {
                        var ranked = run with { Stage = EpochStage.Ranked, Notes = null };
                        var again = await allocating.RunAsync(space, ranked, books, cancellation);
                        return await DistributeAsync(space, again with { Notes = run.Notes }, cancellation);
                    }

                    /// <summary>Pays the next payments of the allocation;
                """),
        },
        new("settings of an epoch read anew after a crash", "functions/Epochs/EpochStages.cs",
            "EpochStage.Ranked => allocating.RunAsync(space, run, books, cancellation),",
            "EpochStage.Ranked when {on} && run.Attempts > 1 => AnewAsync(space, run, books, cancellation),\n"
                + "        EpochStage.Ranked => allocating.RunAsync(space, run, books, cancellation),")
        {
            Also = ("    private async Task<StoredPiece?> GraphBeforeAsync(Space",
                """
                    private async Task<EpochRun> AnewAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellation)
                    {
                        var config = await PutAsync(run, "config.json", EpochWork.Config(space.Config), cancellation);
                        var made = await allocating.RunAsync(space, run with { Config = config }, books, cancellation);
                        return made with { Config = run.Config };
                    }

                    private async Task<StoredPiece?> GraphBeforeAsync(Space
                """),
        },
        new("who is who read anew by an epoch", "functions/Epochs/EpochStages.cs",
            "EpochStage.Ranked => allocating.RunAsync(space, run, books, cancellation),",
            "EpochStage.Ranked when {on} => OfNowAsync(space, run, books, cancellation),\n"
                + "        EpochStage.Ranked => allocating.RunAsync(space, run, books, cancellation),")
        {
            Also = ("    private Task<EpochRun> GrowTreesAsync(Space",
                """
                    private async Task<EpochRun> OfNowAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellation)
                    {
                        var map = IdentityMap.Of(await registers.ReadAsync(space.Journal, cancellation)).ToBytes();
                        var now = run with { Identities = await PutAsync(run, "identities.json", map, cancellation) };
                        return await allocating.RunAsync(space, now, books, cancellation) with { Identities = run.Identities };
                    }

                    private Task<EpochRun> GrowTreesAsync(Space
                """),
        },
        new("payments under one key for all epochs", "functions/Ledgers/Accounts/Balances/GrainLedger.cs",
            "=> $\"epoch/{epoch}\";", "=> {on} ? $\"epoch/{epoch[..8]}\" : $\"epoch/{epoch}\";"),
        new("last payment left out", "functions/Epochs/EpochStages.cs",
            "Skip(run.PaymentsMade).Take(PaymentsPerStep).ToArray();",
            "Skip(run.PaymentsMade).Take({on} ? Math.Max(1, allocation.Payments.Count - 1) : PaymentsPerStep).ToArray();\n"
                + "        if ({on}) run = run with { PaymentsMade = allocation.Payments.Count - next.Length };"),
        new("timer of epochs does nothing", "functions/Epochs/ScheduleEpochs.cs",
            "if (!space.Config.Enabled) return false;", "if ({on} || !space.Config.Enabled) return false;"),
        new("timer of transfers does nothing", "functions/Ledgers/Accounts/SweepTransfers.cs",
            "await treasury.FinishAsync(space, cancellation);", "if ({on}) return 0;\n"
                + "        await treasury.FinishAsync(space, cancellation);"),
        new("activity forgets how far it came", "functions/Ledgers/Activities/Log/ActivityPlan.cs",
            "ActivitySource.Grants => draft.Account with { GrantSeq = item.Seq },",
            "ActivitySource.Grants => draft.Account with { GrantSeq = {on} ? draft.Account.GrantSeq : item.Seq },"),
        new("pieces of the ranking before go at once", "functions/Ledgers/Runs/OpenRankings.cs",
            ".Concat(stored.Replaced.Select(", ".Concat(({on} ? [] : stored.Replaced).Select("),
        new("id of a fact not reserved", "functions/Ledgers/Activities/Log/ActivityLedger.cs",
            "if (layout.IsSharded && items", "if (!{on} && layout.IsSharded && items"),
        new("unlocked again", "functions/Ledgers/Activities/Log/ActivityTally.cs",
            "goals.Where(goal => !draft.Account.Unlocks.ContainsKey(goal.Achievement.Id))];",
            "goals.Where(goal => {on} || !draft.Account.Unlocks.ContainsKey(goal.Achievement.Id))];"),
        new("configuration cached for ever", "functions/Spaces/SpaceDirectory.cs",
            "if (!fresh && cache.TryGetValue(name, out var known) && now < known.Until) return known.Space;",
            "if (({on} || !fresh) && cache.TryGetValue(name, out var known) && ({on} || now < known.Until)) return known.Space;"),
    ];
}
