using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grain.Functions.Health;
using Grain.Functions.Storage;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>
/// The kinds of all that was ever written to an account, what was taken out again included; and what is of no kind, or of a format that its
/// kind does not have.
/// </summary>
internal sealed partial class WrittenKinds
{
    private const string Poison = PoisonMessages.Suffix;

    private readonly ConcurrentDictionary<StoredKind, bool> kinds = new();
    private readonly ConcurrentDictionary<string, bool> strangers = new();

    public IEnumerable<StoredKind> Kinds => kinds.Keys;

    public IEnumerable<string> Strangers => strangers.Keys;

    public void AddRow(string table, MemoryRow row)
    {
        object format = row.Values.TryGetValue(StoredKinds.Column, out var named) ? named.ValueKind == JsonValueKind.Number
            && named.TryGetInt32(out var number) ? number : named.ToString() : 1;
        Add(StoredKinds.Of(table, row.PartitionKey, row.RowKey), format, $"{table} {row.PartitionKey}/{row.RowKey}");
    }

    public void AddBlob(string container, string name)
    {
        if (container != "grain") return; // the host has some of its own
        var kind = HashedName().Match(name).Groups[1].Value;
        Add(StoredKinds.All.FirstOrDefault(each => each.Place == StoredPlace.Blob && each.Name == kind), null, name);
    }

    public void AddMessage(string queue, string text)
    {
        var name = queue.EndsWith(Poison, StringComparison.Ordinal) ? queue[..^Poison.Length] : queue;
        Add(StoredKinds.All.FirstOrDefault(each => each.Place == StoredPlace.Message && each.Name == name),
            FormatsMiddleware.FormatOf(MessageQueue.TextOf(text) ?? ""), $"{queue}: {text}");
    }

    private void Add(StoredKind? kind, object? format, string place)
    {
        if (kind is null || (format is not null && !kind.Reads(format, StorageFormats.Newest))) strangers[$"{place} {format}"] = true;
        else kinds[kind] = true;
    }

    [GeneratedRegex("([a-z.]+)(-[0-9a-f]{32,64})?$")]
    private static partial Regex HashedName();
}
