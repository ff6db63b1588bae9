namespace Grain.Functions.Access.OpenId;

/// <summary>
/// The roles that a token gives: <c>grain:owner</c>, <c>grain:{space}:{role}</c>, <c>grain:{space}:node:{node}</c>. Others are of other
/// apps, and passed over.
/// </summary>
internal static class TokenRoles
{
    private const string Prefix = "grain:";

    /// <summary>The rights that a claim gives.</summary>
    /// <param name="payload">The token's claims.</param>
    /// <param name="claim">The claim's name, or the way to it.</param>
    public static IReadOnlyList<Right> Of(JsonElement payload, string claim) =>
        [.. TextsOf(payload, claim).Select(Read).OfType<Right>().Distinct()];

    private static Right? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        return text[Prefix.Length..].Split(':', 3) switch
        {
            ["owner"] => new Right(Role.Owner, null),
            [var space, "node", { Length: > 0 } node] when SpaceName.IsValid(space) => new Right(Role.Node, space, node),
            [var space, var word] when SpaceName.IsValid(space) && Roles.Of(word) is { } role and not (Role.Owner or Role.Node) =>
                new Right(role, space),
            _ => null,
        };
    }

    /// <summary>A claim may be called with dots, or lie inside of another.</summary>
    private static IEnumerable<string> TextsOf(JsonElement payload, string claim)
    {
        if (payload.ValueKind != JsonValueKind.Object) return [];
        if (payload.TryGetProperty(claim, out var found)) return found.ValueKind switch
        {
            JsonValueKind.String => found.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            JsonValueKind.Array => found.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String)
                .Select(one => one.GetString()!),
            _ => [],
        };
        var dot = claim.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && payload.TryGetProperty(claim[..dot], out var inner) ? TextsOf(inner, claim[(dot + 1)..]) : [];
    }
}
