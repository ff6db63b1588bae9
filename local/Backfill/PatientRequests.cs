using Grain.Functions.Webhooks.Hooks;
using Polly;
using Polly.Retry;

namespace Grain.Local.Backfill;

/// <summary>
/// Requests at the pace that GitHub wants: they wait when a limit is used up, and what failed in between is tried again.
/// </summary>
internal sealed class PatientRequests
{
    private const int TriesMax = 6;

    /// <summary>An hour each: after these nobody waits any more.</summary>
    private const int WaitsMax = 4;

    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly Action<string> say;
    private readonly Action failing;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;

    /// <summary>Sends nothing yet.</summary>
    /// <param name="http">Sends them.</param>
    /// <param name="time">The clock to wait by.</param>
    /// <param name="say">Is told why there is a pause.</param>
    /// <param name="failing">Is told before something is tried again that was not answered.</param>
    public PatientRequests(HttpClient http, TimeProvider time, Action<string> say, Action failing)
    {
        (this.http, this.time, this.say, this.failing) = (http, time, say, failing);
        pipeline = Patient();
    }

    /// <summary>Nothing is asked before this moment.</summary>
    public DateTimeOffset NotBefore { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Sends a request, made anew for each try.</summary>
    /// <exception cref="NotAnsweredException">It fails again and again.</exception>
    /// <exception cref="CommandException">The limit does not end.</exception>
    public async Task<(HttpResponseMessage Answer, string Body)> SendAsync(
        string path, Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        try
        {
            var answer = await pipeline.ExecuteAsync(async token =>
            {
                await WaitUntilAsync(NotBefore, token);
                using var request = make();
                return await http.SendAsync(request, token);
            }, cancellation);
            var body = await answer.Content.ReadAsStringAsync(cancellation);
            var now = time.GetUtcNow();
            if (RateLimit.OfRefusal(answer, body, now) is not null) throw new CommandException(
                $"{path}: GitHub's rate limit did not end after {WaitsMax} waits; run the command again later");
            if (RateLimit.UntilReset(answer, now) is { } untilReset) NotBefore = now + untilReset;
            return (int)answer.StatusCode < 500 ? (answer, body) : throw GaveUp(GitHubRefusal.Told(answer, body));
        }
        catch (Exception fault) when (FaultOf(fault, cancellation) is { } reason)
        {
            throw GaveUp(reason);
        }

        NotAnsweredException GaveUp(string reason) => new($"{path}: {reason}, {TriesMax} times in a row; run the command again later");
    }

    /// <summary>Waits for a moment.</summary>
    public Task WaitUntilAsync(DateTimeOffset moment, CancellationToken cancellation)
    {
        var pause = moment - time.GetUtcNow();
        return pause <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(pause, time, cancellation);
    }

    /// <summary>Why nothing was answered, if that may pass.</summary>
    private string? FaultOf(Exception? fault, CancellationToken cancellation) => fault switch
    {
        HttpRequestException lost => $"{http.BaseAddress!.Host} cannot be reached ({lost.Message})",
        TaskCanceledException when !cancellation.IsCancellationRequested =>
            $"{http.BaseAddress!.Host} did not answer within {http.Timeout.TotalSeconds:0} s",
        _ => null,
    };

    /// <summary>Waits for a limit to end, and within that tries again what fails in between.</summary>
    private ResiliencePipeline<HttpResponseMessage> Patient() => new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = WaitsMax,
            ShouldHandle = async tried => await PauseAsync(tried.Outcome.Result) is not null,
            DelayGenerator = async tried => await PauseAsync(tried.Outcome.Result),
            OnRetry = waiting =>
            {
                say($"GitHub's rate limit is used up; going on in {Math.Ceiling(waiting.RetryDelay.TotalSeconds):0} s");
                return default;
            },
        })
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = TriesMax - 1,
            Delay = TimeSpan.FromSeconds(2),
            BackoffType = DelayBackoffType.Exponential,
            ShouldHandle = tried => ValueTask.FromResult(tried.Outcome.Result?.StatusCode >= HttpStatusCode.InternalServerError
                || FaultOf(tried.Outcome.Exception, tried.Context.CancellationToken) is not null),
            OnRetry = async tried =>
            {
                say((tried.Outcome.Result is { } answer ? GitHubRefusal.Told(answer, await answer.Content.ReadAsStringAsync())
                    : FaultOf(tried.Outcome.Exception, default)) + "; trying again");
                failing();
            },
        })
        .Build();

    private async ValueTask<TimeSpan?> PauseAsync(HttpResponseMessage? answer) =>
        answer is null ? null : RateLimit.OfRefusal(answer, await answer.Content.ReadAsStringAsync(), time.GetUtcNow());
}
