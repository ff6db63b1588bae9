using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Credits.Replicas;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>How answers about credits are written: camelCase, what is absent is left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TasksAnswer))]
[JsonSerializable(typeof(TaskOutcomesAnswer))]
[JsonSerializable(typeof(CreditSummary))]
[JsonSerializable(typeof(CreditHistory))]
[JsonSerializable(typeof(SufficientAnswer))]
[JsonSerializable(typeof(CreditEventsAnswer))]
[JsonSerializable(typeof(CreditEvent))]
[JsonSerializable(typeof(ReplicaExport))]
[JsonSerializable(typeof(ReplicaAnswer))]
[JsonSerializable(typeof(ReplicasAnswer))]
[JsonSerializable(typeof(MergeAnswer))]
internal sealed partial class CreditAnswersJson : JsonSerializerContext;
