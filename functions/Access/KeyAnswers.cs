namespace Grain.Functions.Access;

/// <summary>A key as it is shown: never the key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Space">The space that it is for; absent for all.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Node">The node that it is bound to.</param>
/// <param name="Label">What people call it.</param>
/// <param name="State"><c>active</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="ExpiresAt">From when on it opens nothing; absent if it lasts.</param>
/// <param name="LastUsedOn">The day of its last use, about; absent if it was never used.</param>
/// <param name="RotatedAt">When its secret was last changed.</param>
/// <param name="FormerUntil">Until when the secret before goes on.</param>
/// <param name="RevokedAt">When it was taken back.</param>
/// <param name="RevokedBy">By whom.</param>
internal sealed record KeyAnswer(
    string Id, string? Space, string Role, string? Node, string Label, string State, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset? ExpiresAt, DateOnly? LastUsedOn, DateTimeOffset? RotatedAt, DateTimeOffset? FormerUntil, DateTimeOffset? RevokedAt,
    string? RevokedBy)
{
    public static KeyAnswer Of(KeyRecord key, DateTimeOffset now) => new(
        key.Id, key.Space, key.Role.Word(), key.Node, key.Label,
        key.Revoked is not null ? "revoked" : key.ExpiresAt <= now ? "expired" : "active",
        key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.LastUsedOn is { } day ? DateOnly.FromDateTime(day.UtcDateTime) : null,
        key.RotatedAt, key.Former is { } former && former.Until > now ? former.Until : null, key.Revoked?.At, key.Revoked?.By);
}

/// <summary>A page of keys.</summary>
/// <param name="Keys">The keys, by id.</param>
/// <param name="Next">Ask with <c>after</c> = this for the next page; absent on the last.</param>
internal sealed record KeyListAnswer(IReadOnlyList<KeyAnswer> Keys, string? Next);

/// <summary>A key that was made, or has a new secret: shown this once.</summary>
/// <param name="Secret">The key itself, to be kept where nobody else looks.</param>
/// <param name="Key">What is known of it.</param>
internal sealed record KeyMadeAnswer(string Secret, KeyAnswer Key);

/// <summary>The slice's answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyAnswer))]
[JsonSerializable(typeof(KeyListAnswer))]
[JsonSerializable(typeof(KeyMadeAnswer))]
internal sealed partial class KeyJson : JsonSerializerContext;
