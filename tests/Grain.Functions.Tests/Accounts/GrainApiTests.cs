using System.Net;
using System.Text.Json;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

public sealed class GrainApiTests : IAsyncLifetime
{
    private GrainApp app = null!;

    public async Task InitializeAsync() => app = await GrainApp.SharedAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Grain_moves_and_the_token_adds_up()
    {
        var space = await PeopleAsync("ada", "bob");
        await OkAsync("grain/distributions", """{"id":"prize","memo":"thanks","receipts":[{"to":"ada","amount":"12.5"}]}""");
        var (_, again) = await app.PostAsync($"spaces/{space}/grain/distributions",
            """{"id":"prize","memo":"thanks","receipts":[{"to":"ada","amount":"12.5"}]}""");
        Assert.True(again.GetProperty("alreadyMade").GetBoolean());
        await OkAsync("grain/transfers", """{"id":"t1","from":"ada","to":"bob","amount":"2.5","memo":"review"}""");
        await OkAsync("grain/burns", """{"id":"b1","from":"ada","amount":"4"}""");
        await OkAsync("grain/mints", """{"id":"m1","to":"bob","amount":"1"}""");

        var (_, token) = await app.GetAsync($"spaces/{space}/grain");
        Assert.Equal($"grain-{space}|Grain ({space})|9.5|grain",
            string.Join('|', Text(token, "id"), Text(token, "name"), Text(token, "supplyGrain"), Text(token, "createdBy")));
        Assert.Equal(("13500000000000000000", "4000000000000000000", "9500000000000000000"),
            (Text(token, "minted"), Text(token, "burned"), Text(token, "circulating")));
        var (_, bob) = await app.GetAsync($"spaces/{space}/grain/accounts/bob");
        Assert.Equal(("3.5", "0"), (Text(bob, "balanceGrain"), Text(bob, "receivedGrain")));
        Assert.Equal("completed", Text((await app.GetAsync($"spaces/{space}/grain/transfers/t1?from=ada")).Body, "state"));
        Assert.True((await app.GetAsync($"spaces/{space}/grain/verify")).Body.GetProperty("holds").GetBoolean());

        Task OkAsync(string path, string body) => SucceedAsync(HttpMethod.Post, space, path, body);
    }

    [Theory]
    [InlineData("transfers", """{"id":"a b","from":"","to":"bob","amount":"1e3"}""", "$.id $.from $.amount")]
    [InlineData("transfers", """{"id":"t","from":"ada","to":"bob","amount":"-1"}""", "$.amount")]
    [InlineData("transfers", """{"id":"t","from":"ada","to":"bob","amount":"0.0000000000000000001"}""", "$.amount")]
    [InlineData("mints", """{"id":"t","from":"ada","to":"bob","amount":"1"}""", "$.from")]
    [InlineData("burns", """{"id":"t","amount":"1"}""", "$.from")]
    [InlineData("distributions", """{"id":"t","receipts":[{"to":"ada"},{"amount":"1"}]}""", "$.receipts[0].amount $.receipts[1].to")]
    [InlineData("distributions", """{"id":"t","receipts":[]}""", "$.receipts")]
    [InlineData("distributions", """{"id":"2026-11-15","receipts":[{"to":"ada","amount":"1"}]}""", "$.id")]
    [InlineData("payouts/prize/executed", """{"asOf":-1}""", "$.asOf")]
    [InlineData("payouts/prize/executed", """{"asOf":9000}""", "$.asOf")]
    [InlineData("payouts/prize/executed", """{"asOf":1,"identities":["ada"]}""", "$.asOf")]
    public async Task Bad_input_is_named_with_every_place(string path, string body, string faults)
    {
        var space = await PeopleAsync("ada", "bob");
        var (status, problem) = await app.PostAsync($"spaces/{space}/grain/{path}", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(faults, string.Join(' ', problem.GetProperty("errors").EnumerateArray().Select(fault => Text(fault, "path"))));
    }

    [Fact]
    public async Task Refusals_have_kinds_for_programs()
    {
        var space = await PeopleAsync("ada", "bob");
        await RefusedAsync("insufficient-balance", HttpMethod.Post, "grain/transfers",
            """{"id":"t","from":"ada","to":"bob","amount":"1"}""");
        await RefusedAsync("unknown-recipient", HttpMethod.Post, "grain/transfers",
            """{"id":"t","from":"ada","to":"nobody","amount":"0"}""");
        await RefusedAsync("unknown-identity", HttpMethod.Post, "grain/distributions",
            """{"id":"d","receipts":[{"to":"ada","amount":"1"},{"to":"nobody","amount":"1"}]}""", "$.receipts[1].to");
        await RefusedAsync("no-external-currency", HttpMethod.Put, "grain/settings/accounting", """{"enabled":false}""");
        await RefusedAsync("tracking-not-enabled", HttpMethod.Post, "grain/payouts/2026-01-04/executed", "{}");
        await RefusedAsync("no-external-currency", HttpMethod.Get, "grain/payouts.csv?form=safe", null);
        await RefusedAsync("name-taken", HttpMethod.Put, "identities/eve", """{"name":"ada"}""", "$.name");
        await RefusedAsync("merge-with-itself", HttpMethod.Post, "identities/ada/merge", """{"target":"ada"}""");
        await RefusedAsync("invalid-payout-address", HttpMethod.Put, "identities/ada/payout-address",
            """{"chainId":"1","tokenAddress":"0x0000000000000000000000000000000000000000","address":"0x12"}""");
        Assert.Equal(HttpStatusCode.NotFound, (await app.PostAsync($"spaces/{space}/identities/ada/merge", """{"target":"zz"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities/claims", """{"name":"claims"}""")).Status);

        async Task RefusedAsync(string kind, HttpMethod method, string path, string? body, string? at = null)
        {
            var (status, problem) = await app.SendAsync(method, $"spaces/{space}/{path}", body);
            Assert.Equal((HttpStatusCode.Conflict, $"urn:grain:problem:{kind}"), (status, Text(problem, "type")));
            if (at is not null) Assert.Equal(at, Text(Assert.Single(problem.GetProperty("errors").EnumerateArray()), "path"));
        }
    }

    [Fact]
    public async Task An_alias_is_claimed_confirmed_merged_and_released()
    {
        var space = await PeopleAsync("ada", "ann");
        var (status, claim) = await app.PostAsync($"spaces/{space}/identities/claims", """{"alias":"github/ada","identity":"ada"}""");
        Assert.Equal(HttpStatusCode.Created, status);
        await SucceedAsync(HttpMethod.Post, space, $"identities/claims/{Text(claim, "code")}/confirm", null);
        await SucceedAsync(HttpMethod.Post, space, "identities/ann/aliases", """{"alias":"github/ann"}""");
        await SucceedAsync(HttpMethod.Post, space, "identities/ann/aliases", """{"alias":"github/ann"}"""); // a repetition
        await SucceedAsync(HttpMethod.Post, space, "grain/distributions",
            """{"id":"d","receipts":[{"to":"ada","amount":"1"},{"to":"github/ann","amount":"2"}]}""");
        await SucceedAsync(HttpMethod.Post, space, "identities/ada/merge", """{"target":"ann"}""");
        await SucceedAsync(HttpMethod.Post, space, "identities/ada/merge", """{"target":"ann"}""");

        var (_, ada) = await app.GetAsync($"spaces/{space}/identities/github%2Fann");
        Assert.Equal("ada,github/ada,ann,github/ann",
            string.Join(',', ada.GetProperty("accounts").EnumerateArray().Select(account => account.GetString())));
        Assert.Equal("3", Text((await app.GetAsync($"spaces/{space}/grain/accounts/github%2Fada")).Body, "balanceGrain"));

        await SucceedAsync(HttpMethod.Post, space, "identities/ann/unmerge", "{}");
        Assert.Equal("2", Text((await app.GetAsync($"spaces/{space}/grain/accounts/ann")).Body, "balanceGrain"));
        var (_, history) = await app.GetAsync($"spaces/{space}/identities/history");
        Assert.Equal("merge-undone", Text(history.GetProperty("changes").EnumerateArray().Last().GetProperty("events")[0], "event"));
        Assert.Equal("grain-identities/1", Text((await app.GetAsync($"spaces/{space}/identities/map")).Body, "format"));
    }

    [Fact]
    public async Task Epochs_are_paid_out_by_file_and_marked()
    {
        var space = await app.NewSpaceAsync("""{"epochs":{"lengthDays":7,"first":"2026-10-20T00:00:00Z"}}""");
        await SucceedAsync(HttpMethod.Put, space, "identities/ada", """{"name":"ada"}""");
        await SucceedAsync(HttpMethod.Put, space, "identities/jon", """{"name":"jon"}""");
        await SucceedAsync(HttpMethod.Put, space, "grain/settings/tracking", """{"enabled":true}""");
        await SucceedAsync(HttpMethod.Put, space, "grain/settings/currency",
            """{"currency":{"chainId":"1","tokenAddress":"0x6B175474E89094C44Da98b954EedeAC495271d0F"}}""");
        await SucceedAsync(HttpMethod.Put, space, "identities/ada/payout-address",
            """
            {"chainId":"1","tokenAddress":"0x6b175474e89094c44da98b954eedeac495271d0f",
             "address":"0x2Ccc7cD913677553766873483ed9eEDdB77A0Bb0"}
            """);
        await app.PostAsync($"spaces/{space}/grants",
            """{"grantId":"g1","contributor":"ada","amount":3,"grantedAt":"2026-10-21T00:00:00Z"}""");
        await app.SendAsync(HttpMethod.Post, $"spaces/{space}/epochs");
        await Hosting.Eventually.HoldsAsync(async () => !(await app.GetAsync($"spaces/{space}/epochs")).Body.TryGetProperty("due", out _));

        Assert.Equal(
            "\uFEFFdistribution,identity,name,address,amount,executed,currency,fault\r\n"
            + "2026-10-18,ada,ada,0x2Ccc7cD913677553766873483ed9eEDdB77A0Bb0,1000,false,1/0x6b175474e89094c44da98b954eedeac495271d0f,\r\n",
            await PayoutsAsync("?from=2026-10-18&to=2026-10-18"));
        Assert.Equal(
            "token_type,token_address,receiver,amount,id\r\n"
            + "erc20,0x6B175474E89094C44Da98b954EedeAC495271d0F,0x2Ccc7cD913677553766873483ed9eEDdB77A0Bb0,1000,\r\n",
            await app.Client.GetStringAsync($"/api/spaces/{space}/grain/payouts.csv?form=safe&from=2026-10-18&to=2026-10-18"));
        await SucceedAsync(HttpMethod.Post, space, "grain/payouts/2026-10-18/executed", null);
        await SucceedAsync(HttpMethod.Post, space, "grain/payouts/2026-10-18/executed", null); // the same again
        Assert.DoesNotContain("2026-10-18", await PayoutsAsync("?open=true"), StringComparison.Ordinal);

        // Who has no address is passed over by the mark, and open until they are paid.
        await SucceedAsync(HttpMethod.Post, space, "grain/distributions",
            """{"id":"prize","receipts":[{"to":"ada","amount":"2"},{"to":"jon","amount":"3"}]}""");
        using var file = await app.Client.GetAsync(new Uri($"/api/spaces/{space}/grain/payouts.csv", UriKind.Relative));
        var state = file.Headers.GetValues("Grain-Payouts-As-Of").Single();
        await SucceedAsync(HttpMethod.Put, space, "identities/jon/payout-address",
            """
            {"chainId":"1","tokenAddress":"0x6b175474e89094c44da98b954eedeac495271d0f",
             "address":"0x2Ccc7cD913677553766873483ed9eEDdB77A0Bb0"}
            """);
        await SucceedAsync(HttpMethod.Post, space, "grain/payouts/prize/executed", $$"""{"asOf":{{state}}}""");
        var open = await PayoutsAsync("?open=true");
        Assert.Contains("prize,jon,jon,0x2Ccc7cD913677553766873483ed9eEDdB77A0Bb0,3,false,", open, StringComparison.Ordinal);
        Assert.DoesNotContain("prize,ada", open, StringComparison.Ordinal);
        var (_, refused) = await app.PostAsync($"spaces/{space}/grain/payouts/prize/executed", """{"identities":["jon","eve"]}""");
        Assert.Equal("$.identities[1]", Text(refused.GetProperty("errors")[0], "path"));
        await SucceedAsync(HttpMethod.Post, space, "grain/payouts/prize/executed", """{"identities":["jon"]}""");
        Assert.DoesNotContain("prize", await PayoutsAsync("?open=true"), StringComparison.Ordinal);
        Assert.DoesNotContain("prize", await PayoutsAsync("?chain=137"), StringComparison.Ordinal);
        await SucceedAsync(HttpMethod.Put, space, "grain/settings/currency",
            """{"currency":{"chainId":"1","tokenAddress":"0x6B175474E89094C44Da98b954EedeAC495271d0F","decimals":18}}""");
        await SucceedAsync(HttpMethod.Put, space, "identities/jon/payout-address",
            """{"chainId":"1","tokenAddress":"0x6b175474e89094c44da98b954eedeac495271d0f","address":null}""");
        await SucceedAsync(HttpMethod.Put, space, "grain/settings/currency", """{"currency":null}""");
        Assert.Contains(",1/0x6b175474e89094c44da98b954eedeac495271d0f,", await PayoutsAsync("?from=2026-10-18&to=2026-10-18"),
            StringComparison.Ordinal);

        async Task<string> PayoutsAsync(string query) =>
            System.Text.Encoding.UTF8.GetString(await app.Client.GetByteArrayAsync($"/api/spaces/{space}/grain/payouts.csv{query}"));
    }

    [Fact]
    public async Task The_treasury_shows_what_is_owed_and_nothing_is_handed_out_beyond_it()
    {
        var space = await app.NewSpaceAsync("""{"distribution":{"treasury":{"funded":"10"}}}""");
        await SucceedAsync(HttpMethod.Put, space, "identities/ada", """{"name":"ada"}""");
        await SucceedAsync(HttpMethod.Post, space, "grain/distributions", """{"id":"d","receipts":[{"to":"ada","amount":"7"}]}""");
        await SucceedAsync(HttpMethod.Post, space, "grain/mints", """{"id":"m","to":"ada","amount":"2.5"}""");
        foreach (var (path, body) in new[]
                 {
                     ("mints", """{"id":"n","to":"ada","amount":"0.6"}"""),
                     ("distributions", """{"id":"e","receipts":[{"to":"ada","amount":"0.6"}]}"""),
                 })
        {
            var (status, problem) = await app.PostAsync($"spaces/{space}/grain/{path}", body);
            Assert.Equal((HttpStatusCode.Conflict, "urn:grain:problem:beyond-funds"), (status, Text(problem, "type")));
        }

        // repetitions are answered as before
        await SucceedAsync(HttpMethod.Post, space, "grain/mints", """{"id":"m","to":"ada","amount":"2.5"}""");
        await SucceedAsync(HttpMethod.Post, space, "grain/distributions", """{"id":"d","receipts":[{"to":"ada","amount":"7"}]}""");
        var (_, token) = await app.GetAsync($"spaces/{space}/grain");
        var treasury = token.GetProperty("treasury");
        Assert.Equal(("9.5", "10", "0.5", true), (Text(token, "liabilitiesGrain"), Text(treasury, "fundedGrain"),
            Text(treasury, "roomGrain"), treasury.GetProperty("isCovered").GetBoolean()));

        await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config", """{"distribution":{"treasury":{"funded":"9"}}}""");
        await Hosting.Eventually.HoldsAsync(async () =>
            !(await app.GetAsync($"spaces/{space}/grain")).Body.GetProperty("treasury").GetProperty("isCovered").GetBoolean());
    }

    private async Task<string> PeopleAsync(params string[] ids)
    {
        var space = await app.NewSpaceAsync();
        foreach (var id in ids) await SucceedAsync(HttpMethod.Put, space, $"identities/{id}", $$"""{"name":"{{id}}"}""");
        return space;
    }

    private async Task SucceedAsync(HttpMethod method, string space, string path, string? body)
    {
        var (status, answer) = await app.SendAsync(method, $"spaces/{space}/{path}", body);
        Assert.True(status == HttpStatusCode.OK, $"{method} {path}: {status} {answer}");
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
