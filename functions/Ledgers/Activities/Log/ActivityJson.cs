namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>How activity is stored: camelCase.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ActivityAccount))]
[JsonSerializable(typeof(ActivityRecord))]
internal sealed partial class ActivityJson : JsonSerializerContext
{
    /// <summary>The form that is stored and hashed: what is zero, false or absent is left out.</summary>
    public static ActivityJson Stored { get; } = new(StoredJson.Leaving(JsonIgnoreCondition.WhenWritingDefault));
}
