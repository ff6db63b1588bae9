using System.Globalization;
using System.Numerics;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Before;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>Cred from before a space's first epoch, as policies see it.</summary>
public sealed class CredBeforeTests
{
    private const long Week = 7 * 86_400_000L;
    private static readonly long Before = new DateTimeOffset(2023, 12, 24, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private readonly EpochFixture fixture = new();

    /// <summary>Two weeks before the first epoch: ada had 30 and 10, bob 10 in the second; ada received one grain for the first.</summary>
    private static EarlierCred History => new("SourceCred", "output/credGrainView", [Before, Before + Week], Before + (2 * Week),
    [
        new EarlierPerson("sourcecred/ada", [30, 10]) { Paid = [new(1, Grain(1))] },
        new EarlierPerson("bob", [0, 10]) { Recomputed = [0, 11] },
    ]);

    [Theory]
    [InlineData("""{"type":"BALANCED"}""", "ada 4/6")]
    [InlineData("""{"type":"BALANCED","lookback":2}""", "ada 10/30")]
    [InlineData("""{"type":"IMMEDIATE","lookback":3}""", "ada 40/60")]
    [InlineData("""{"type":"IMMEDIATE","lookback":1}""", "ada 0/10")]
    [InlineData("""{"type":"RECENT","discount":0.5}""", "ada 12.5/27.5")]
    public async Task Policies_see_the_intervals_from_before_as_if_they_were_epochs(string policy, string expected)
    {
        await CreateAsync(policy);
        await fixture.GrantAsync("g1", "bob", 10, 0);
        Assert.Equal(1, await fixture.RunAllAsync());
        var allocation = await AllocationAsync();
        double[] parts = [.. expected.Split(' ')[1].Split('/').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        var ada = allocation.Payments.SingleOrDefault(payment => payment.ParticipantId == "ada")?.Amount ?? GrainAmount.Zero;
        Assert.Equal(parts[0] / parts[1], (double)ada.BaseUnits / (double)allocation.Paid.BaseUnits, 1e-9);
        Assert.Equal(Grain(1000), allocation.Paid);
        Assert.Equal((1, null), await VerifyAsync());
    }

    /// <summary>BALANCED over the last two: what ada received in an interval of the window counts, and what is older does not.</summary>
    [Fact]
    public async Task What_was_received_before_counts_in_the_interval_of_its_time()
    {
        await CreateAsync("""{"type":"BALANCED","lookback":2}""", received: 900);
        await fixture.GrantAsync("g1", "bob", 10, 0);
        Assert.Equal(1, await fixture.RunAllAsync());
        // Of 1900 in the window a third is due to ada, and she has received more in it.
        Assert.Equal(["bob"], (await AllocationAsync()).Payments.Select(payment => payment.ParticipantId));
        Assert.Equal((1, null), await VerifyAsync());
    }

    [Fact]
    public async Task A_configuration_names_only_what_an_import_has_stored()
    {
        await CreateAsync("""{"type":"BALANCED"}""");
        var creds = new EarlierCreds(new EpochStore(await fixture.NewStorageAsync()));
        Assert.Null(await creds.RefuseAsync(fixture.Space, fixture.Space.Config, default));
        var config = fixture.Space.Config with { };
        config.Before = new CredBefore { Cred = new string('0', 64) };
        Assert.Contains("no import", await creds.RefuseAsync(fixture.Space, config, default), StringComparison.Ordinal);
        Assert.Equal("$.before.cred", Assert.Single(Configs.Read("""{"before":{"cred":"x"}}""").Check()).Path);
    }

    /// <summary>Those who look at it again and again need it unpacked once; what it takes of memory has a bound.</summary>
    [Fact]
    public async Task What_is_shown_is_unpacked_once_for_as_long_as_there_is_room()
    {
        await CreateAsync("""{"type":"BALANCED"}""");
        var creds = new EarlierCreds(new EpochStore(await fixture.NewStorageAsync())) { NumbersKeptMax = 6 };
        var first = await creds.ReadShownAsync(fixture.Space, default);
        Assert.Equal((6, 50), (first!.Numbers, first.People.Sum(person => person.Cred.Sum())));
        Assert.Same(first, await creds.ReadShownAsync(fixture.Space, default));

        var other = fixture.Space with { Config = fixture.Space.Config with { } };
        other.Config.Before = await creds.WriteAsync(fixture.Space, History with { File = "output/accounts.json" }, default);
        Assert.Equal("output/accounts.json", (await creds.ReadShownAsync(other, default))!.File);
        Assert.NotSame(first, await creds.ReadShownAsync(fixture.Space, default));
        other.Config.Before = null;
        Assert.Null(await creds.ReadShownAsync(other, default));
        creds = new EarlierCreds(new EpochStore(await fixture.NewStorageAsync())) { NumbersKeptMax = 5 };
        Assert.NotSame(await creds.ReadShownAsync(fixture.Space, default), await creds.ReadShownAsync(fixture.Space, default));
    }

    [Fact]
    public void It_is_stored_to_the_last_digit()
    {
        var cred = History with { People = [new EarlierPerson("a", [0.1 + 0.2, 5e-324]) { Recomputed = [1 / 3.0, 0] }] };
        var read = EarlierCred.Read(cred.Write());
        Assert.Equal(cred.People[0].Cred, read.People[0].Cred);
        Assert.Equal(cred.People[0].Recomputed, read.People[0].Recomputed);
        Assert.Throws<InvalidDataException>(() => EarlierCred.Read("no"u8.ToArray()));
        Assert.Equal((0, 1, 2), (EarlierCred.IntervalOf([10, 20], 30, 5), EarlierCred.IntervalOf([10, 20], 30, 20),
            EarlierCred.IntervalOf([10, 20], 30, 30)));
    }

    private async Task CreateAsync(string policy, int received = 0)
    {
        await fixture.CreateAsync(epochsDue: 1);
        await fixture.IdentifyAsync(new IdentityCreated("ada", "ada", "USER"), new ActivitySet("ada", true),
            new AliasAdded("ada", "sourcecred/ada"));
        var storage = await fixture.NewStorageAsync();
        if (received > 0)
            await new GrainLedger(storage, fixture.Time).AppendAsync(fixture.Space.Journal, "ada", "distribution/prize/0",
                new GrainEntry("distribution", Grain(received)) { Distribution = "prize" }, default);
        var before = await new EarlierCreds(new EpochStore(storage)).WriteAsync(fixture.Space, History, default);
        var config = Configs.Read($$"""{ "distribution": { "budgetPerEpoch": "1000", "policies": [{{policy}}] } }""");
        await fixture.ConfigureAsync(own =>
        {
            own = own with { };
            (own.Distribution, own.Before) = (config.Distribution, before);
            return own;
        });
    }

    private async Task<EpochAllocation> AllocationAsync()
    {
        var store = new EpochStore(await fixture.NewStorageAsync());
        return await store.ReadAllocationAsync((await store.FindAsync(fixture.Name, "2024-01-07", default))!.Allocation!, default);
    }

    private async Task<(int, string?)> VerifyAsync()
    {
        var storage = await fixture.NewStorageAsync();
        return await new EpochVerifier(new EpochStore(storage), new GrainLedger(storage, fixture.Time))
            .VerifyAsync(fixture.Space, null, default);
    }

    private static GrainAmount Grain(int grain) => new(grain * BigInteger.Pow(10, 18));
}
