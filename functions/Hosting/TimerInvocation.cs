namespace Grain.Functions.Hosting;

/// <summary>One firing of a timer.</summary>
/// <param name="IsPastDue">It makes up for a time that was missed.</param>
public sealed record TimerInvocation(bool IsPastDue);
