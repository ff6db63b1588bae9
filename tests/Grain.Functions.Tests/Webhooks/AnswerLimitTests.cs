using Grain.Functions.Hosting;
using Grain.Functions.Webhooks.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class AnswerLimitTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_storage_that_does_not_come_back_is_503_before_the_sender_hangs_up()
    {
        var answer = AnswerLimit.WithinAsync(time, ForeverAsync, default);
        time.Advance(AnswerLimit.Longest);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, Assert.IsType<ProblemResult>(await answer).Status);
    }

    [Fact]
    public async Task A_caller_who_went_away_is_no_fault_of_the_storage()
    {
        using var gone = new CancellationTokenSource();
        var answer = AnswerLimit.WithinAsync(time, ForeverAsync, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    private static async Task<IResult> ForeverAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        return Results.Ok();
    }
}
