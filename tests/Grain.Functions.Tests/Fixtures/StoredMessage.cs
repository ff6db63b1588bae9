using System.Text.Json.Nodes;
using Azure.Storage.Queues;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>Messages of poison queues as lines of JSON, with their text as it lies in the queue.</summary>
internal static class StoredMessage
{
    private const int PeekMax = 32;

    /// <summary>What lies in poison queues.</summary>
    public static async Task<IReadOnlyList<string>> ReadAllAsync(QueueServiceClient queues)
    {
        var lines = new List<string>();
        await foreach (var queue in queues.GetQueuesAsync())
        {
            if (!queue.Name.EndsWith("-poison", StringComparison.Ordinal)) continue;
            foreach (var message in (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(PeekMax)).Value)
                lines.Add(StoredRow.Line(new JsonObject { ["queue"] = queue.Name, ["body"] = message.Body.ToString() }));
        }

        return lines;
    }

    /// <summary>Puts them back.</summary>
    public static async Task WriteAllAsync(QueueServiceClient queues, IEnumerable<string> lines)
    {
        foreach (var json in lines.Select(line => JsonNode.Parse(line)!.AsObject()))
        {
            var queue = queues.GetQueueClient((string)json["queue"]!);
            await queue.CreateIfNotExistsAsync();
            await queue.SendMessageAsync((string)json["body"]!);
        }
    }
}
