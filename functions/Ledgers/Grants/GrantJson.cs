namespace Grain.Functions.Ledgers.Grants;

/// <summary>How grants are stored and sent through queues: camelCase, absent instead of null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Grant))]
[JsonSerializable(typeof(GrantTotals))]
internal sealed partial class GrantJson : JsonSerializerContext
{
    /// <summary>The form that is stored and hashed.</summary>
    public static GrantJson Stored { get; } = new(StoredJson.Leaving(JsonIgnoreCondition.WhenWritingNull));
}
