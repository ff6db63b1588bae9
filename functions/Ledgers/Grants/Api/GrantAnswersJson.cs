namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>How answers about grants are written: camelCase, absent instead of null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GrantAnswer))]
[JsonSerializable(typeof(GrantAnswers))]
[JsonSerializable(typeof(GrantLineAnswer))]
[JsonSerializable(typeof(GrantPage))]
[JsonSerializable(typeof(ProofPage))]
internal sealed partial class GrantAnswersJson : JsonSerializerContext
{
    /// <summary>For proofs: entries are shown as they were hashed.</summary>
    public static GrantAnswersJson Stored { get; } = new(StoredJson.Leaving(JsonIgnoreCondition.WhenWritingNull));
}
