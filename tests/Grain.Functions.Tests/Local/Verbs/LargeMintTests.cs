using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary><c>mint</c>, where a slip of the keys would cost much.</summary>
public sealed class LargeMintTests : IAsyncLifetime
{
    private const string Space = "/api/spaces/guild";

    private AnsweringApp app = null!;

    public async Task InitializeAsync() => app = (await AnsweringApp.StartAsync()).On("GET /api/spaces", Recorded.Spaces("guild"))
        .On($"GET {Space}/grain", Recorded.Token("500"))
        .On($"GET {Space}/config", await Recorded.OfNewSpaceAsync("/config"), headers: ("ETag", "\"1\""))
        .On($"POST {Space}/grain/mints", Recorded.Move("x", "ada"));

    public Task DisposeAsync() => app.DisposeAsync().AsTask();

    [Theory]
    [InlineData(0, "", "5000")] // ten times of all
    [InlineData(0, "", "10000")] // ten times of what an epoch hands out
    [InlineData(0, "", "10001", "--yes")]
    [InlineData(2,
        "grain: 10,001 grain is more than 10 times all that there is (500) and what an epoch hands out (1,000); nothing was made. "
        + "With --yes it is\n", "10001")]
    [InlineData(2, "nothing was made", "1000000000000000000000000000000")]
    public async Task Much_more_than_there_is_is_made_by_those_who_say_so(int expected, string message, params string[] amount)
    {
        var (code, _, error) = await app.GrainAsync(["mint", "ada", .. amount]);
        Assert.Equal((expected, true), (code, error.Contains(message, StringComparison.Ordinal)));
        Assert.Equal(expected == 0, app.Requests.Any(request => request.Request == $"POST {Space}/grain/mints"));
    }
}
