using System.Net;
using Grain.Functions.Hosting.Sent;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

public sealed class SpacesApiTests : IAsyncLifetime
{
    private GrainApp app = null!;

    public async Task InitializeAsync() => app = await GrainApp.SharedAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_empty_body_makes_a_space_with_all_defaults_and_doing_it_again_changes_nothing()
    {
        var name = Azurite.NewName("space-");
        var (status, space) = await app.SendAsync(HttpMethod.Put, $"spaces/{name}");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(7, space.GetProperty("config").GetProperty("epochs").GetProperty("lengthDays").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Put, $"spaces/{name}", "{}")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await app.SendAsync(HttpMethod.Put, $"spaces/{name}", """{"enabled":false}""")).Status);
        Assert.Equal(1, (await app.GetAsync($"spaces/{name}")).Body.GetProperty("configVersion").GetInt32());
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("-dash")]
    [InlineData("under_score")]
    [InlineData("a%2Fb")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_name_that_cannot_stand_in_addresses_is_refused(string name) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await app.SendAsync(HttpMethod.Put, $"spaces/{name}")).Status);

    [Fact]
    public async Task Every_fault_of_a_configuration_is_named_with_its_path()
    {
        var (status, problem) = await app.SendAsync(HttpMethod.Put, $"spaces/{Azurite.NewName("space-")}", """
            {"epochs":{"lengthDays":0},"token":{"decimals":19},"distribution":{"budgetPerEpoch":"-1","policies":[{"type":"LOTTERY",
             "parts":0}]},
             "credRank":{"alpha":0.9},"weights":{"nodes":{"pull":-1}},"webhooks":{"github":{"secrets":["short"]}}}
            """);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            ["$.epochs.lengthDays", "$.token.decimals", "$.distribution.policies[0].parts", "$.distribution.policies[0].type", "$.credRank",
                "$.weights.nodes.pull", "$.webhooks.github.secrets[0]"],
            problem.GetProperty("errors").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task A_misspelt_setting_is_an_error_and_not_a_silent_default()
    {
        var (status, problem) =
            await app.SendAsync(HttpMethod.Put, $"spaces/{Azurite.NewName("space-")}", """{"epochs":{"lenghtDays":14}}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("lenghtDays", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"epochs":null}""")]
    [InlineData("""{"distribution":{"policies":null}}""")]
    [InlineData("""{"distribution":{"policies":[null]}}""")]
    [InlineData("""{"webhooks":{"github":{"secrets":[null]}}}""")]
    [InlineData("""{"weights":{"edges":{"authors":null}}}""")]
    [InlineData("""{"weights":{"nodes":null}}""")]
    [InlineData("""{"weights":{"changes":[null]}}""")]
    [InlineData("""{"tiers":[null]}""")]
    [InlineData("""{"activity":{"achievements":[null]}}""")]
    [InlineData("null")]
    public async Task What_is_null_where_something_must_be_is_refused(string config) =>
        Assert.Equal(HttpStatusCode.BadRequest,
            (await app.SendAsync(HttpMethod.Put, $"spaces/{Azurite.NewName("space-")}", config)).Status);

    [Theory]
    [InlineData("""{"distribution":{"unpaid":-1}}""", "$.distribution.unpaid")]
    [InlineData("""{"distribution":{"unpaid":"7"}}""", "$.distribution.unpaid")]
    [InlineData("""{"distribution":{"deactivated":2}}""", "$.distribution.deactivated")]
    [InlineData("""{"distribution":{"treasury":{"beyond":0}}}""", "$.distribution.treasury.beyond")]
    [InlineData("""{"credits":{"mode":9}}""", "$.credits.mode")]
    [InlineData("""{"credits":{"overdraft":-1}}""", "$.credits.overdraft")]
    public async Task A_choice_is_made_by_its_word_and_not_by_a_number(string config, string path)
    {
        var (status, problem) = await app.SendAsync(HttpMethod.Put, $"spaces/{Azurite.NewName("space-")}", config);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(path, problem.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("""{"enabled":"yes"}""", "$.enabled", "must be true or false")]
    [InlineData("""{"token":{"decimals":1.5}}""", "$.token.decimals", "must be a whole number, within range")]
    [InlineData("""{"epochs":{"first":"soon"}}""", "$.epochs.first", "must be a time such as \"2026-11-15T08:30:00Z\"")]
    [InlineData("""{"credRank":{"alpha":"much"}}""", "$.credRank.alpha", "must be a number, within range")]
    [InlineData("""{"displayName":5}""", "$.displayName", "must be a text")]
    [InlineData("""{"epochs":null}""", "$.epochs", "must not be null")]
    [InlineData("""{"token":{"symbol":"a\u0000b"}}""", "$.token.symbol", "must have 1 to 12 characters, " + PlainName.Rule)]
    [InlineData("""{"token":{"name":"a\nb"}}""", "$.token.name", "must have 1 to 60 characters, " + PlainName.Rule)]
    [InlineData("""{"token":{"icon":"\u001b[2J"}}""", "$.token.icon", "must have at most 8 characters, " + PlainName.Rule)]
    [InlineData("""{"tiers":[{"name":"a\u0000b","from":1}]}""", "$.tiers[0].name", "must have 1 to 64 characters, " + PlainName.Rule)]
    [InlineData("""{"epochs":[]}""", "$.epochs", "must be an object")]
    [InlineData("""{"epochs":{"lenghtDays":7}}""", "$.epochs.lenghtDays", "is not known here; did you mean 'lengthDays'?")]
    public async Task A_value_of_the_wrong_kind_is_told_in_words_for_people(string config, string path, string message)
    {
        var (status, problem) = await app.SendAsync(HttpMethod.Put, $"spaces/{Azurite.NewName("space-")}", config);
        var fault = problem.GetProperty("errors")[0];
        Assert.Equal((HttpStatusCode.BadRequest, path, message),
            (status, fault.GetProperty("path").GetString(), fault.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Two_editors_cannot_overwrite_each_other_unseen()
    {
        var space = await app.NewSpaceAsync("{}");
        Assert.Equal(HttpStatusCode.OK,
            (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config", """{"enabled":false}""", ("If-Match", "\"1\""))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed,
            (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config?replace=true", "{}", ("If-Match", "\"1\""))).Status);
        Assert.False((await app.GetAsync($"spaces/{space}/config")).Body.GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task Secrets_are_never_shown()
    {
        var space = await app.NewSpaceAsync();
        foreach (var path in new[] { $"spaces/{space}", $"spaces/{space}/config" })
        {
            var text = (await app.GetAsync(path)).Body.GetRawText();
            Assert.DoesNotContain(GrainApp.Secret, text, StringComparison.Ordinal);
            Assert.Contains("********", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_epoch_is_asked_for_runs_and_can_be_read()
    {
        var space = await app.NewSpaceAsync("""{"epochs":{"lengthDays":7,"first":"2026-10-20T00:00:00Z"}}""");
        await app.PostAsync($"spaces/{space}/grants",
            """{"grantId":"g1","contributor":"ada","amount":3,"grantedAt":"2026-10-21T00:00:00Z"}""");
        var (status, asked) = await app.SendAsync(HttpMethod.Post, $"spaces/{space}/epochs");
        Assert.Equal((HttpStatusCode.Accepted, "2026-10-18"), (status, asked.GetProperty("epoch").GetString()));

        await Hosting.Eventually.HoldsAsync(async () => !(await app.GetAsync($"spaces/{space}/epochs")).Body.TryGetProperty("due", out _));

        var (_, statement) = await app.GetAsync($"spaces/{space}/epochs/2026-10-18/statement");
        Assert.Equal("1000000000000000000000", statement.GetProperty("paid").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await app.SendAsync(HttpMethod.Post, $"spaces/{space}/epochs")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/epochs/1999-01-01")).Status);
        var (_, token) = await app.GetAsync($"spaces/{space}/grain");
        var (_, account) = await app.GetAsync($"spaces/{space}/grain/accounts/ada");
        Assert.Equal(token.GetProperty("supply").GetString(), account.GetProperty("balance").GetString());
        var (_, board) = await app.GetAsync($"spaces/{space}/leaderboard?by=cred");
        Assert.Equal((1, "ada", 1000), (board.GetProperty("standings")[0].GetProperty("rank").GetInt32(), board.GetProperty("standings")[0]
            .GetProperty("contributor").GetString(), board.GetProperty("standings")[0].GetProperty("score").GetInt32()));
    }
}
