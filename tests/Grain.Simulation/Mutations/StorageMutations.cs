namespace Grain.Simulation.Mutations;

/// <summary>Bugs of how rows and journals are written and read.</summary>
internal static class StorageMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("key written apart from the head", "functions/Journals/JournalTransaction.cs",
            "Attempt.Use(key, inDoubt);", "if (!{on}) Attempt.Use(key, inDoubt);"),
        new("no ETag", "functions/Storage/Table.cs",
            "? new(TableTransactionActionType.UpdateReplace, row, version)",
            "? new(TableTransactionActionType.UpdateReplace, row, {on} ? ETag.All : version)"),
        new("upsert on first write", "functions/Storage/Table.cs",
            ": new(TableTransactionActionType.Add, row);",
            ": new({on} ? TableTransactionActionType.UpsertReplace : TableTransactionActionType.Add, row);"),
        new("lost answer taken for done", "functions/Storage/ExactlyOnce.cs",
            "attempt.Lost(null);", "attempt.Lost(null);\n            if ({on}) { attempt.Committed(); return true; }"),
        new("conflict taken for done", "functions/Storage/ExactlyOnce.cs",
            "attempt.Lost(inTheWay);", "attempt.Lost(inTheWay);\n            if ({on}) { attempt.Committed(); return true; }"),
        new("retry without re-reading", "functions/Journals/ShardHeads.cs",
            "foreach (var account in accounts) Forget(account);", "if (!{on}) foreach (var account in accounts) Forget(account);"),
        new("empty page taken for the last", "functions/Storage/Table.cs",
            "yield return pages.Current;", "if ({on} && pages.Current.Values.Count == 0) yield break; else yield return pages.Current;"),
        new("remembered head refuses", "functions/Journals/JournalTransaction.cs",
            "else if (heads.IsRemembered(account))", "else if (!{on} && heads.IsRemembered(account))"),
        new("hash without the number", "functions/Journals/JournalHash.cs",
            "$\"{previous}\\n{seq}\\n{key}\\n{Time(recordedAt)}\\n{content}\"",
            "$\"{previous}\\n{({on} ? 0 : seq)}\\n{key}\\n{Time(recordedAt)}\\n{content}\""),
        new("answer before it is written", "functions/Journals/GroupCommit.cs",
            "var results = await write([.. batch.Select(waiter => waiter.Item)]);",
            "if ({on}) foreach (var waiter in batch) waiter.Result.TrySetResult(default!);\n"
                + "            var results = await write([.. batch.Select(waiter => waiter.Item)]);"),
    ];
}
