using Azure.Storage.Queues.Models;
using Grain.Functions.Storage;

namespace Grain.Functions.Hosting;

/// <summary>
/// Where the messages of a queue go that failed too often: a queue of the same name with <c>-poison</c>. A copy is the
/// same text as a new message; why it failed is in the log, under the id of the message.
/// </summary>
internal sealed class PoisonQueue(StorageService storage, string queue)
{
    private const string Suffix = "-poison";

    /// <summary>Names of queues have 63 characters at most.</summary>
    private const int LongestName = 63;

    /// <summary>Its name; as in the Functions host, a poison queue and a queue with too long a name have none.</summary>
    public string? Name { get; } =
        queue.EndsWith(Suffix, StringComparison.Ordinal) || queue.Length + Suffix.Length > LongestName ? null : queue + Suffix;

    /// <summary>Puts a copy aside, byte for byte; false if there is no poison queue.</summary>
    public async Task<bool> AddAsync(QueueMessage message)
    {
        if (Name is null) return false;
        await storage.Queue(Name).SendStoredAsync(message.MessageText, cancellation: CancellationToken.None);
        return true;
    }
}
