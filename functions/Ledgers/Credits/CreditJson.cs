namespace Grain.Functions.Ledgers.Credits;

/// <summary>How credits are stored: camelCase.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CreditTotals))]
[JsonSerializable(typeof(CreditEntry))]
internal sealed partial class CreditJson : JsonSerializerContext
{
    /// <summary>The form that is stored and hashed: what is zero, false or absent is left out.</summary>
    public static CreditJson Stored { get; } = new(StoredJson.Leaving(JsonIgnoreCondition.WhenWritingDefault));
}
