namespace Grain.Functions.Webhooks.Intake;

/// <summary>How long a sender is kept waiting.</summary>
internal static class AnswerLimit
{
    /// <summary>GitHub and GitLab hang up after 10 s and count the delivery as failed, without a reason that anybody could read.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>The answer, or 503 when it takes too long: what was begun is safe to begin again.</summary>
    public static async Task<IResult> WithinAsync(TimeProvider time, Func<CancellationToken, Task<IResult>> answer,
        CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await answer(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return Problem.Unavailable(
                "The storage takes longer than senders wait, or too many large bodies came at once; the same request may succeed later.");
        }
    }
}
