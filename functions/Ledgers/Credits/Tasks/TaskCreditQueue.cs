namespace Grain.Functions.Ledgers.Credits.Tasks;

/// <summary>A task credit in the queue: the credit with the space it is for.</summary>
internal sealed record TaskCreditMessage(string Space, string Kind, string NodeId, string TaskId, CreditAmount? Amount, TaskInfo? Task);

/// <summary>The queue <c>task-credits</c>, from which <see cref="ProcessTaskCredit"/> takes.</summary>
internal sealed class TaskCreditQueue(StorageService storage)
{
    /// <summary>The queue's name.</summary>
    public const string Name = "task-credits";

    private const int AtOnceMax = 8;

    private readonly MessageQueue queue = storage.For("credits").Queue(Name);

    /// <summary>Puts task credits into the queue, a message each; when this returns they are durable.</summary>
    /// <returns>An id for each, the same whenever the same credit is sent: <c>tc_</c> + 32 hexadecimal digits.</returns>
    public async Task<IReadOnlyList<string>> SendAsync(string space, IReadOnlyList<TaskCredit> credits, CancellationToken cancellation)
    {
        await Parallel.ForEachAsync(
            credits, new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation },
            async (credit, token) => await queue.SendAsync(Text(space, credit), null, token));
        return [.. credits.Select(credit => Id(space, credit))];
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
internal sealed partial class TaskCreditJson : JsonSerializerContext;
