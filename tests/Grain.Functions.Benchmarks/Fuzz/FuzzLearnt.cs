using System.Collections.Concurrent;
using System.Text.Json;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>What answers tell that later requests can name: ids of keys, codes of claims, epochs.</summary>
internal sealed class FuzzLearnt
{
    private const int KeptMax = 30;

    private readonly ConcurrentDictionary<(string Tenant, string Kind), ConcurrentQueue<string>> ids = new();

    /// <summary>An id of a kind that a path's value is about.</summary>
    public string? Any(string path, FuzzTenant tenant, string name, Random random)
    {
        var kind = name is "epoch" or "code" ? name : path.Contains("/keys/", StringComparison.Ordinal) ? "key"
            : path.Contains("/proposals/", StringComparison.Ordinal) ? "proposal" : null;
        return kind is not null && ids.TryGetValue((tenant.Word, kind), out var known) && known.ToArray() is { Length: > 0 } all
            ? all[random.Next(all.Length)] : null;
    }

    /// <summary>Learns of an answer.</summary>
    public void Take(FuzzRequest request, JsonElement answer)
    {
        var (kind, id) = request.Operation switch
        {
            "createKey" or "createOwnerKey" => ("key", Text(Member(answer, "key"), "id")),
            "claimAlias" => ("code", Text(answer, "code")),
            "propose" => ("proposal", Text(answer, "id")),
            "requestEpoch" => ("epoch", Text(answer, "epoch")),
            _ => ("", null),
        };
        if (id is null) return;
        var kept = ids.GetOrAdd((request.Tenant.Word, kind), _ => []);
        kept.Enqueue(id);
        if (kept.Count > KeptMax) kept.TryDequeue(out _);
    }

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var found) ? found : default;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String
            ? found.GetString() : null;
}

/// <summary>Which spaces there are to fire at.</summary>
/// <param name="Tenants">Those that must be whole afterwards.</param>
/// <param name="Passing">Those that may be made, archived and deleted.</param>
internal sealed record FuzzSpaces(IReadOnlyList<FuzzTenant> Tenants, IReadOnlyList<string> Passing)
{
    /// <summary>Whether a space is of another tenant.</summary>
    public bool IsOfOther(string space, FuzzTenant tenant) => Tenants.Any(other => other != tenant && other.Space == space);

    /// <summary>The space of a request.</summary>
    public string For(string operation, FuzzTenant tenant, Random random) => operation switch
    {
        "createSpace" or "deleteSpace" or "putLimits" => Passing[random.Next(Passing.Count)],
        _ => random.Next(20) switch
        {
            0 => Tenants[random.Next(Tenants.Count)].Space,
            1 => Passing[random.Next(Passing.Count)],
            2 => FuzzValues.Odd[random.Next(FuzzValues.Odd.Length)],
            _ => tenant.Space,
        },
    };
}
