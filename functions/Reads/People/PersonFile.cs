using System.IO.Pipelines;

namespace Grain.Functions.Reads.People;

/// <summary>Writes lists of what several accounts have, and sends on what is written as it grows.</summary>
/// <param name="json">Takes them.</param>
/// <param name="output">Where <paramref name="json"/> puts them.</param>
/// <param name="accounts">Whose.</param>
/// <param name="cancellation">Gives up.</param>
internal sealed class PersonFile(Utf8JsonWriter json, PipeWriter output, IReadOnlyList<string> accounts, CancellationToken cancellation)
{
    /// <summary>So much is kept before it goes on its way.</summary>
    private const int PendingMax = 64 * 1024;

    /// <summary>Entries of journals: where they stand, and their content as it is stored and hashed.</summary>
    public Task EntriesAsync<T>(string name, Func<string, IAsyncEnumerable<JournalEntry<T>>> read, Action<T>? onEntry = null) =>
        ItemsAsync(name, read, (_, _, entry) =>
        {
            json.WriteString("account", entry.Account);
            json.WriteNumber("seq", entry.Seq);
            json.WriteString("key", entry.Key);
            json.WriteString("recordedAt", entry.RecordedAt);
            json.WriteString("hash", entry.Hash);
            json.WritePropertyName("content");
            json.WriteRawValue(entry.Content);
            onEntry?.Invoke(entry.Value);
        });

    /// <summary>Objects of each account.</summary>
    public Task ItemsAsync<T>(string name, Func<string, IAsyncEnumerable<T>> read, Action<Utf8JsonWriter, string, T> write) =>
        ListAsync(name, async () =>
        {
            foreach (var account in accounts)
                await foreach (var item in read(account)) await ItemAsync(_ => write(json, account, item));
        });

    /// <summary>A list.</summary>
    public async Task ListAsync(string name, Func<Task> write)
    {
        json.WriteStartArray(name);
        await write();
        json.WriteEndArray();
    }

    /// <summary>An object of a list.</summary>
    public Task ItemAsync(Action<Utf8JsonWriter> write)
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        return SendAsync();
    }

    /// <summary>An item of a list that is JSON already.</summary>
    public Task RawAsync(string text)
    {
        json.WriteRawValue(text);
        return SendAsync();
    }

    private async Task SendAsync()
    {
        json.Flush();
        if (output.UnflushedBytes >= PendingMax) await output.FlushAsync(cancellation);
    }
}
