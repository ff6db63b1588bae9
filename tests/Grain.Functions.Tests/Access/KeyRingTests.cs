using Grain.Functions.Access;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Access;

/// <summary>What a key costs, how soon a revoked one is shut out, and what who guesses gets.</summary>
public sealed class KeyRingTests
{
    private static readonly ApiAccess Reading = new(Role.Reader);

    [Fact]
    public async Task A_known_key_costs_one_look_in_half_a_minute_and_refusals_cost_nothing()
    {
        var house = await KeyHouse.StartAsync();
        var key = await house.NewKeyAsync("moss", Role.Reader);
        Assert.Equal(0, await house.StatusAsync(Reading, "moss", key));
        var before = house.Storage.BilledOperations;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(0, await house.StatusAsync(Reading, "moss", key));
            Assert.Equal(403, await house.StatusAsync(new ApiAccess(Role.Admin), "moss", key));
            Assert.Equal(403, await house.StatusAsync(Reading, "fern", key));
            Assert.Equal(401, await house.StatusAsync(Reading, "moss", null));
            Assert.Equal(401, await house.StatusAsync(Reading, "moss", KeyText.New("moss").ToString()[..^1] + "g"));
            Assert.Equal(401, await house.StatusAsync(Reading, "moss", "grain_moss_x"));
            Assert.Equal(401, await house.StatusAsync(Reading, "moss", KeyText.Parse(key)!.Renewed().ToString()));
        }

        Assert.Equal(before, house.Storage.BilledOperations);
        house.Time.Advance(KeyRing.Age);
        Assert.Equal(0, await house.StatusAsync(Reading, "moss", key));
        Assert.Equal(before + 1, house.Storage.BilledOperations);
    }

    [Fact]
    public async Task A_key_that_another_process_revokes_goes_on_for_half_a_minute_at_most()
    {
        var account = MemoryAccount.New();
        var house = await KeyHouse.StartAsync(account);
        var other = await KeyHouse.StartAsync(account, house.Time);
        var key = await house.NewKeyAsync("moss", Role.Reader);
        Assert.Equal(0, await other.StatusAsync(Reading, "moss", key));
        await house.Book.ChangeAsync("moss", KeyText.Parse(key)!.Id, found => found with { Revoked = (house.Time.GetUtcNow(), "me") },
            false,
            default);
        Assert.Equal(401, await house.StatusAsync(Reading, "moss", key));
        Assert.Equal(0, await other.StatusAsync(Reading, "moss", key));
        house.Time.Advance(KeyRing.Age);
        Assert.Equal(401, await other.StatusAsync(Reading, "moss", key));
    }

    [Fact]
    public async Task Who_guesses_does_not_keep_storage_busy_and_stops_nobody_who_is_known()
    {
        var house = await KeyHouse.StartAsync();
        var key = await house.NewKeyAsync("moss", Role.Reader);
        Assert.Equal(0, await house.StatusAsync(Reading, "moss", key));
        house.Time.Advance(TimeSpan.FromSeconds(1));
        var before = house.Storage.BilledOperations;
        var answers = new List<int>();
        for (var i = 0; i < 3 * KeyRing.UnseenASecondMax; i++)
            answers.Add(await house.StatusAsync(Reading, "moss", KeyText.New("moss").ToString()));
        Assert.Equal(KeyRing.UnseenASecondMax, answers.Count(status => status == 401));
        Assert.Equal(2 * KeyRing.UnseenASecondMax, answers.Count(status => status == 503));
        Assert.Equal(before + KeyRing.UnseenASecondMax, house.Storage.BilledOperations);
        Assert.Equal(0, await house.StatusAsync(Reading, "moss", key));
        house.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, await house.StatusAsync(Reading, "moss", KeyText.New("moss").ToString()));
    }

    [Fact]
    public async Task Its_last_use_is_a_day_and_is_written_once_a_day()
    {
        var house = await KeyHouse.StartAsync();
        var key = await house.NewKeyAsync("moss", Role.Reader);
        for (var day = 0; day < 2; day++)
        {
            var before = house.Storage.BilledOperations;
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(0, await house.StatusAsync(Reading, "moss", key));
                house.Time.Advance(KeyRing.Age);
            }

            Assert.Equal(before + 3 + 1, house.Storage.BilledOperations);
            var (page, _) = await house.Book.ListAsync("moss", "", 9, false, default);
            Assert.Equal(house.Time.GetUtcNow().Date, Assert.Single(page).LastUsedOn!.Value.Date);
            house.Time.Advance(TimeSpan.FromDays(1));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task An_expired_key_opens_nothing(int minutes)
    {
        var house = await KeyHouse.StartAsync();
        var key = await house.NewKeyAsync("moss", Role.Reader, expires: house.Time.GetUtcNow().AddMinutes(10));
        house.Time.Advance(TimeSpan.FromMinutes(10 + minutes));
        Assert.Equal(minutes < 0 ? 0 : 401, await house.StatusAsync(Reading, "moss", key));
    }

    [Theory]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("grain_x")]
    [InlineData("Bearer a, Bearer b")]
    public async Task Anything_else_in_the_header_is_refused_and_never_repeated(string header)
    {
        var house = await KeyHouse.StartAsync();
        var request = KeyHouse.Request("moss", null);
        request.Headers.Authorization = header;
        var refused = await Assert.ThrowsAsync<ProblemException>(() => house.Keeper.AdmitAsync(Reading, request, default));
        Assert.Equal((401, "Bearer realm=\"Grain\", error=\"invalid_token\""), (refused.Problem.Status, refused.Problem.Challenge));
        Assert.DoesNotContain("YTpi", refused.Problem.Detail, StringComparison.Ordinal);
    }
}
