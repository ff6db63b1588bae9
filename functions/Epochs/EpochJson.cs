namespace Grain.Functions.Epochs;

/// <summary>How epochs are asked for and told.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EpochMessage))]
[JsonSerializable(typeof(EpochAnswer))]
[JsonSerializable(typeof(EpochListAnswer))]
[JsonSerializable(typeof(EpochRequested))]
[JsonSerializable(typeof(EpochPaymentsAnswer))]
[JsonSerializable(typeof(EpochTotals))]
internal sealed partial class EpochJson : JsonSerializerContext;
