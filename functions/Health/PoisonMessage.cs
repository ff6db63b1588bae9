namespace Grain.Functions.Health;

/// <summary>A message that was put aside.</summary>
/// <param name="Queue">The queue it failed in.</param>
/// <param name="MessageId">Its id in the poison queue.</param>
/// <param name="PutAsideAt">When.</param>
/// <param name="Reason">Why it failed, as far as it is known.</param>
/// <param name="Text">What it says.</param>
public sealed record PoisonMessage(string Queue, string MessageId, DateTimeOffset PutAsideAt, string Reason, string Text);
