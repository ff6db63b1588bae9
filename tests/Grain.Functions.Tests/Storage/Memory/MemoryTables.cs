using System.Globalization;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure;
using Partitions = System.Collections.Immutable.ImmutableSortedDictionary<string,
    System.Collections.Immutable.ImmutableSortedDictionary<string, Grain.Functions.Tests.Storage.Memory.MemoryRow>>;
using Rows = System.Collections.Immutable.ImmutableSortedDictionary<string, Grain.Functions.Tests.Storage.Memory.MemoryRow>;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>The Table service.</summary>
internal sealed partial class MemoryTables
{
    private const int PageMax = 1000;

    private static readonly Rows NoRows = Rows.Empty.WithComparers(StringComparer.Ordinal);
    private static readonly Partitions Empty = Partitions.Empty.WithComparers(StringComparer.Ordinal);

    private Dictionary<string, Partitions> tables = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Says when rows were changed.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether a new row is not kept, by its table and key.</summary>
    public Func<string, string, bool> Forgets { get; init; } = (_, _) => false;

    /// <summary>Is told each row that is written, and its table.</summary>
    public Action<string, MemoryRow>? Wrote { get; init; }

    /// <summary>Tables with the same rows.</summary>
    public MemoryTables Copy() => new() { tables = new(tables, tables.Comparer), Time = Time };

    public Response Answer(MemoryRequest request)
    {
        if (request.Path == "Tables" && request.Method == "GET")
        {
            var names = tables.Keys.Order(StringComparer.Ordinal).Select(name => new JsonObject { ["TableName"] = name });
            return Json(200, null, new() { ["value"] = new JsonArray([.. names]) });
        }

        if (request.Path == "Tables")
            return tables.TryAdd(JsonNode.Parse(request.Body)!["TableName"]!.GetValue<string>(), Empty)
                ? new InjectedResponse(204, null) : Fault(409, "TableAlreadyExists");
        if (request.Method != "GET") return Write(request);
        if (!tables.TryGetValue(NameOf(request), out var partitions)) return Fault(404, "TableNotFound");
        var select = request.Asked("$select")?.Split(',').ToHashSet();
        if (KeysOf(request) is not { } keys) return Query(request, partitions, select);
        return RowsOf(partitions, keys.Partition).TryGetValue(keys.Row, out var row)
            ? Json(200, null, row.ToJson(select), ("ETag", row.Version)) : Fault(404, "ResourceNotFound");
    }

    /// <summary>Carries the actions of a transaction out: all of them, or none. Gives their answers, or the one that failed.</summary>
    public IReadOnlyList<InjectedResponse> Write(IReadOnlyList<MemoryRequest> actions)
    {
        var (answers, name) = (new List<InjectedResponse>(), NameOf(actions[0]));
        var before = tables.GetValueOrDefault(name);
        foreach (var action in actions)
        {
            var answer = Write(action);
            if (answer.Status < 400)
            {
                answers.Add(answer);
                continue;
            }

            if (before is not null) tables[name] = before;
            return [Fault(answer.Status, answer.ReasonPhrase, $"{answers.Count}:")];
        }

        return answers;
    }

    private InjectedResponse Write(MemoryRequest request)
    {
        var name = NameOf(request);
        if (!tables.TryGetValue(name, out var partitions)) return Fault(404, "TableNotFound");
        var sent = request.Method == "DELETE" ? null : MemoryRow.Read(request.Body, Time.GetUtcNow());
        var keys = KeysOf(request) ?? (sent!.PartitionKey, sent.RowKey);
        var rows = RowsOf(partitions, keys.Partition);
        var (found, version) = (rows.GetValueOrDefault(keys.Row), request.Header("If-Match"));
        if (request.Method == "POST" ? found is not null : version is not null && found is null)
            return found is null ? Fault(404, "ResourceNotFound") : Fault(409, "EntityAlreadyExists");
        if (version is not (null or "*") && version != found!.Version) return Fault(412, "UpdateConditionNotSatisfied");
        if (found is null && sent is not null && Forgets(name, keys.Row)) return new InjectedResponse(204, null, ("ETag", sent.Version));
        if (request.Method == "PATCH" && found is not null) sent = sent!.Over(found);
        rows = sent is null ? rows.Remove(keys.Row) : rows.SetItem(keys.Row, sent);
        tables[name] = rows.IsEmpty ? partitions.Remove(keys.Partition) : partitions.SetItem(keys.Partition, rows);
        if (sent is null) return new InjectedResponse(204, null);
        Wrote?.Invoke(name, sent);
        return new InjectedResponse(204, null, ("ETag", sent.Version));
    }

    private static InjectedResponse Query(MemoryRequest request, Partitions partitions, IReadOnlySet<string>? select)
    {
        if (TableFilter.Read(request.Asked("$filter") ?? "") is not { } filter) return Fault(400, "InvalidInput");
        var max = int.Parse(request.Asked("$top") ?? $"{PageMax}", CultureInfo.InvariantCulture);
        var (from, start) = (request.Asked("NextPartitionKey"), request.Asked("NextRowKey"));
        var taken = filter.Rows(partitions, from is null ? null : (Plain(from), Plain(start!))).Take(max + 1).ToArray();
        var page = new JsonObject { ["value"] = new JsonArray([.. taken.Take(max).Select(row => row.ToJson(select))]) };
        return taken.Length <= max ? Json(200, null, page)
            : Json(200, null, page, ("x-ms-continuation-NextPartitionKey", Token(taken[max].PartitionKey)),
            ("x-ms-continuation-NextRowKey", Token(taken[max].RowKey)));
    }

    private static string NameOf(MemoryRequest request) => request.Path.Split('(')[0];

    private static Rows RowsOf(Partitions partitions, string partition) => partitions.GetValueOrDefault(partition, NoRows);

    private static (string Partition, string Row)? KeysOf(MemoryRequest request) => Keys().Match(request.Path) is { Success: true } match
        ? (TableFilter.Plain(match.Groups[1].Value), TableFilter.Plain(match.Groups[2].Value)) : null;

    /// <summary>A key as the service writes it where a page ends: it may be empty, and hold what a header may not.</summary>
    private static string Token(string key) => "1!" + Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(key));

    private static string Plain(string token) => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(token[2..]));

    private static InjectedResponse Fault(int status, string code, string place = "")
    {
        var message = new JsonObject { ["lang"] = "en-US", ["value"] = place + code };
        return Json(status, code, new() { ["odata.error"] = new JsonObject { ["code"] = code, ["message"] = message } });
    }

    private static InjectedResponse Json(int status, string? code, JsonObject body, params (string, string)[] headers) =>
        new(status, code, [("Content-Type", "application/json"), .. headers]) { Text = body.ToJsonString() };

    [GeneratedRegex(@"\(PartitionKey='((?:[^']|'')*)',RowKey='((?:[^']|'')*)'\)\z")]
    private static partial Regex Keys();
}
