namespace Grain.Functions.Ledgers.Credits.Tasks;

/// <summary>A task credit in the queue: the credit with the space it is for.</summary>
internal sealed record TaskCreditMessage(string Space, string Kind, string NodeId, string TaskId, CreditAmount? Amount, TaskInfo? Task);

/// <summary>The same in a sealed space: <see cref="Sealed"/> is all of it, under the key of the node whose it is.</summary>
internal sealed record SealedTaskCredit(string Space, string Sealed);

/// <summary>The queue <c>task-credits</c>, from which <see cref="ProcessTaskCredit"/> takes.</summary>
internal sealed class TaskCreditQueue(StorageService storage, CreditLedger ledger)
{
    /// <summary>The queue's name.</summary>
    public const string Name = "task-credits";

    private const int AtOnceMax = 8;

    private readonly MessageQueue queue = storage.For("credits").Queue(Name);

    /// <summary>Puts task credits into the queue, a message each; when this returns they are durable.</summary>
    /// <returns>An id for each, the same whenever the same credit is sent: <c>tc_</c> + 32 hexadecimal digits.</returns>
    public async Task<IReadOnlyList<string>> SendAsync(
        JournalSpace space, IReadOnlyList<TaskCredit> credits, CancellationToken cancellation)
    {
        var texts = new string[credits.Count];
        await Parallel.ForAsync(
            0, texts.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation },
            async (i, token) => texts[i] = await TextAsync(space, credits[i], token)); // all are sealed, or none is sent
        await Parallel.ForEachAsync(
            texts, new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation },
            async (text, token) => await queue.SendAsync(text, null, token));
        return [.. credits.Select(credit => Id(space.Name, credit))];
    }

    /// <summary>In a sealed space its people are opaque, and all of it is sealed under the node's key.</summary>
    private async Task<string> TextAsync(JournalSpace space, TaskCredit credit, CancellationToken cancellation)
    {
        if (!space.IsSealed) return Text(space.Name, credit);
        var named = await ledger.Sealing.NameAsync(space, credit, cancellation);
        var box = await ledger.Sealing.TextAsync(space, named.NodeId, Text(space.Name, named), cancellation);
        return JsonSerializer.Serialize(new SealedTaskCredit(space.Name, box), TaskCreditJson.Default.SealedTaskCredit);
    }

    /// <summary>The message of a credit.</summary>
    internal static string Text(string space, TaskCredit credit) => JsonSerializer.Serialize(
        new TaskCreditMessage(space, credit.Kind, credit.NodeId, credit.TaskId, credit.Amount, credit.Task),
        TaskCreditJson.Default.TaskCreditMessage);

    /// <summary>What names a credit for ever.</summary>
    internal static string Id(string space, TaskCredit credit) =>
        "tc_" + JournalHash.Of($"{space}\n{credit.NodeId}\n{credit.Kind}\n{credit.TaskId}")[..32];
}

/// <summary>How messages are written: camelCase, what is absent is left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TaskCreditMessage))]
[JsonSerializable(typeof(SealedTaskCredit))]
internal sealed partial class TaskCreditJson : JsonSerializerContext;
