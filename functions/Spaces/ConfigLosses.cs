namespace Grain.Functions.Spaces;

/// <summary>
/// What a configuration that is sent whole would take away unsaid: what is set, is not named, and would be otherwise.
/// </summary>
internal static class ConfigLosses
{
    private const string SecretsName = "secrets";
    private const int ValueLengthMax = 100;

    /// <summary>Each with its path, and what it is set to; of secrets, how many there are.</summary>
    /// <param name="has">The configuration as it is, the defaults filled in.</param>
    /// <param name="sent">What is to replace it, as it was sent.</param>
    /// <param name="next">The same, the defaults filled in.</param>
    public static IEnumerable<Fault> Of(SpaceConfig has, JsonElement sent, SpaceConfig next) =>
        Lost(has.WithoutSecrets().ToJson(), sent, next.WithoutSecrets().ToJson(), "$");

    private static IEnumerable<Fault> Lost(JsonElement has, JsonElement? sent, JsonElement? next, string path)
    {
        if (has.ValueKind != JsonValueKind.Object || sent is { ValueKind: not JsonValueKind.Object }) yield break;
        var (named, nexts) = (sent?.Members() ?? [], next?.Members() ?? []);
        foreach (var member in has.EnumerateObject())
        {
            var at = Fault.Inside(path, $".{member.Name}");
            JsonElement? other = named.TryGetValue(member.Name, out var found) ? found : null;
            JsonElement? after = nexts.TryGetValue(member.Name, out found) ? found : null;
            if (member.Value.ValueKind == JsonValueKind.Object && (other is not null || after is not null))
                foreach (var fault in Lost(member.Value, other, after, at)) yield return fault;
            else if (other is null && !(after is { } value && member.Value.IsSame(value)))
                yield return new Fault(at, $"is {Words(member)} and not named: it would be {(after is { } then ? Text(then) : "gone")}");
        }
    }

    private static string Words(JsonProperty member) =>
        member.Name != SecretsName || member.Value.ValueKind != JsonValueKind.Array ? Text(member.Value)
        : member.Value.GetArrayLength() == 1 ? "a list of 1 secret" : $"a list of {member.Value.GetArrayLength()} secrets";

    private static string Text(JsonElement value) =>
        value.GetRawText() is { Length: > ValueLengthMax } text ? string.Concat(text.AsSpan(0, ValueLengthMax), "…") : value.GetRawText();
}
