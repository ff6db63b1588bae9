using System.Net;
using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>What gave numbers their meaning stays: the token's decimals, once an amount of grain may be written.</summary>
public sealed class FixedDecimalsTests
{
    private const string Six = """{"enabled":false,"token":{"decimals":6}}""";

    [Theory]
    [InlineData("mints", """{"id":"m1","to":"ines","amount":"1"}""")]
    [InlineData("distributions", """{"id":"d1","memo":"prize","receipts":[{"to":"ines","amount":"1"}]}""")]
    public async Task Decimals_can_be_changed_until_there_is_grain(string kind, string body)
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("""{"enabled":false}""");
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities/ines", """{"name":"ines"}""");
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config", """{"enabled":false,"token":{"decimals":4}}""");
        Assert.Equal(HttpStatusCode.OK,
            (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config?replace=true", """{"enabled":false}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync($"spaces/{space}/grain/{kind}", body)).Status);
        var (status, problem) = await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config", Six);
        Assert.Equal((HttpStatusCode.Conflict, true),
            (status, problem.GetProperty("detail").GetString()!.Contains("token.decimals", StringComparison.Ordinal)));
        Assert.NotNull((await new SpaceDirectory(app.Storage, TimeProvider.System).FindAsync(space, fresh: true, default))!.FixedDecimals);
    }

    [Theory]
    [InlineData("mints", """{"id":"m1","to":"nobody","amount":"1"}""")]
    [InlineData("mints", """{"id":"m1","to":"ines","amount":"9"}""")]
    [InlineData("distributions", """{"id":"d1","receipts":[{"to":"nobody","amount":"1"}]}""")]
    public async Task What_is_refused_fixes_no_decimals(string kind, string body)
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("""{"enabled":false,"distribution":{"treasury":{"funded":"5"}}}""");
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities/ines", """{"name":"ines"}""");
        Assert.NotEqual(HttpStatusCode.OK, (await app.PostAsync($"spaces/{space}/grain/{kind}", body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config", Six)).Status);
    }

    [Fact]
    public async Task Of_a_change_and_the_first_amount_at_one_moment_only_one_comes_through()
    {
        var storage = await Azurite.NewServiceAsync();
        var (editor, issuer) = (new SpaceDirectory(storage, TimeProvider.System), new SpaceDirectory(storage, TimeProvider.System));
        var (read, _) = await editor.CreateAsync(Azurite.NewName("space-"), 1, new SpaceConfig(), default);
        var six = new SpaceConfig { Token = new TokenConfig { Decimals = 6 } };

        Assert.NotNull(await editor.ConfigureAsync(read, six, default));
        var issued = await issuer.FixDecimalsAsync(read, default); // which read the space before the change
        Assert.Equal((6, 6), (issued.Config.Token.Decimals, issued.FixedDecimals));

        Assert.Null(await editor.ConfigureAsync(issued with { ETag = read.ETag, FixedDecimals = null }, new SpaceConfig(), default));
        Assert.Equal(6, (await issuer.FindAsync(read.Name, fresh: true, default))!.Config.Token.Decimals);
    }

    [Fact]
    public async Task A_space_that_is_deleted_at_the_same_moment_is_gone_and_no_fault_of_ours()
    {
        var spaces = new SpaceDirectory(await Azurite.NewServiceAsync(), TimeProvider.System);
        var (read, _) = await spaces.CreateAsync(Azurite.NewName("space-"), 1, new SpaceConfig(), default);
        var now = DateTimeOffset.UnixEpoch;
        Assert.NotNull(await spaces.ReplaceAsync(read, read.With(archived: true, now).Ended(now), default));
        var gone = await Assert.ThrowsAsync<ProblemException>(() => spaces.FixDecimalsAsync(read, default));
        Assert.Equal(410, gone.Problem.Status);
    }

    [Fact]
    public async Task Spaces_of_before_have_them_fixed_by_what_they_hold_and_by_an_epoch_under_way()
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 1);
        var storage = await fixture.NewStorageAsync();
        var (store, ledger) = (new EpochStore(storage), new GrainLedger(storage, fixture.Time));
        var (books, six) = (new GrainBooks(ledger, store), fixture.Space.Config with { Token = new TokenConfig { Decimals = 6 } });
        Assert.Null(await books.RefuseDecimalsAsync(fixture.Space, six, default));
        var now = fixture.Time.GetUtcNow();
        await store.SaveAsync(new EpochRun
        {
            Space = fixture.Name,
            Epoch = fixture.Space.Config.Epochs.FirstOf(now),
            Stage = EpochStage.Claimed,
            StartedAt = now,
            StageAt = now,
            LeaseUntil = now
        }, default);
        Assert.NotNull(await books.RefuseDecimalsAsync(fixture.Space, six, default));

        var other = fixture.Space with { Name = Azurite.NewName("space-") };
        await ledger.PayAsync(other.Journal, "2024-01-07", [new Receipt("ada", new GrainAmount(5))], default);
        Assert.NotNull(await books.RefuseDecimalsAsync(other, six, default));
        Assert.Null(await books.RefuseDecimalsAsync(other, other.Config with { DisplayName = "x" }, default));
    }
}
