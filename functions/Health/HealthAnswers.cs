namespace Grain.Functions.Health;

/// <summary>What was put aside.</summary>
/// <param name="Queues">Each queue.</param>
internal sealed record PoisonAnswer(IReadOnlyList<PoisonQueue> Queues);

/// <summary>What was put aside of a queue.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Count">How many there are about.</param>
/// <param name="Messages">The first of them.</param>
internal sealed record PoisonQueue(string Queue, int Count, IReadOnlyList<PoisonRow> Messages);

/// <summary>A message that was put aside.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PutAsideAt">When.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="Text">What it says; absent in a list.</param>
internal sealed record PoisonRow(string Id, DateTimeOffset PutAsideAt, string Reason, string? Text)
{
    public static PoisonRow Of(PoisonMessage message, bool withText) =>
        new(message.MessageId, message.PutAsideAt, message.Reason, withText ? message.Text : null);
}

/// <summary>What became of messages.</summary>
/// <param name="Queue">Their queue.</param>
/// <param name="Done">How many it was.</param>
/// <param name="Left">How many there are about now: others, what somebody else has taken, and what failed again.</param>
internal sealed record PoisonTaken(string Queue, int Done, int Left);

/// <summary>Which messages.</summary>
internal sealed record PoisonBody(IReadOnlyList<string?>? Ids, bool? All);

/// <summary>The slice's answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PoisonAnswer))]
[JsonSerializable(typeof(PoisonRow))]
[JsonSerializable(typeof(PoisonTaken))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(FormatsAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary>How requests are read: a misspelt name is an error.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PoisonBody))]
internal sealed partial class HealthRequestJson : JsonSerializerContext;
