using System.Text.Encodings.Web;
using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Events;

namespace Grain.Functions.Ledgers.Credits;

/// <summary>How credits are stored, sent through queues and answered: camelCase.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CreditTotals))]
[JsonSerializable(typeof(CreditEntry))]
[JsonSerializable(typeof(EscrowTotals))]
[JsonSerializable(typeof(EscrowEntry))]
[JsonSerializable(typeof(CreditEvent))]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(TaskCreditMessage))]
[JsonSerializable(typeof(TasksAnswer))]
[JsonSerializable(typeof(CreditSummary))]
[JsonSerializable(typeof(CreditHistory))]
[JsonSerializable(typeof(SufficientAnswer))]
[JsonSerializable(typeof(CreditEventsAnswer))]
[JsonSerializable(typeof(ReplicaExport))]
[JsonSerializable(typeof(ReplicaAnswer))]
[JsonSerializable(typeof(ReplicasAnswer))]
[JsonSerializable(typeof(MergeAnswer))]
internal sealed partial class CreditJson : JsonSerializerContext
{
    /// <summary>The form that is stored and hashed: what is zero, false or absent is left out, text stays as people wrote it.</summary>
    public static CreditJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The form of answers, events and messages: what is absent is left out.</summary>
    public static CreditJson Answers { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
