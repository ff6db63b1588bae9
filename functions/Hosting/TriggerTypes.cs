namespace Grain.Functions.Hosting;

/// <summary>What calls a function, in the words of its metadata.</summary>
internal static class TriggerTypes
{
    public const string Http = "httpTrigger";
    public const string Queue = "queueTrigger";
    public const string Timer = "timerTrigger";

    /// <summary>Whether an invocation comes from a trigger of this type.</summary>
    public static bool IsFrom(this FunctionContext context, string trigger) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == trigger);

    /// <summary>What a function threw: the worker wraps it where the function's task failed later.</summary>
    public static Exception Unwrapped(this Exception thrown) => thrown is AggregateException { InnerExceptions: [var one] } ? one : thrown;

    /// <summary>
    /// How often a queue message was delivered, this time included. A hint: the Functions host replaces it when the message itself has a
    /// property of that name.
    /// </summary>
    public static long DequeueCount(this FunctionContext context) =>
        context.BindingContext.BindingData.TryGetValue("DequeueCount", out var count) && long.TryParse(count?.ToString(), out var number)
            ? number : 1;
}
