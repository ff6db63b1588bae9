using Azure.Data.Tables;
using Grain.Functions.Audit;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Before;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Ledgers.Proposals;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Fixtures;
using Grain.Functions.Tests.Storage;
using Grain.Local.Backups;
using Grain.Local.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Local.Backups;

/// <summary>What a backup holds comes back, row for row, in another account, and the space goes on there.</summary>
public sealed class BackupTests
{
    private const string OpenEpoch = "2026-11-08";

    [Fact]
    public async Task All_of_a_space_comes_back_row_for_row_and_epochs_go_on()
    {
        var (from, source) = await LoadedAsync();
        var (to, target) = await BackupBench.NewAccountAsync();
        foreach (var space in new[] { "garden", "hedge" })
        {
            await BackupBench.RestoreAsync(target, await BackupBench.BackUpAsync(source, space));
            ImageAssert.Equal(Closed(await BackupBench.ImageAsync(from, space)), Closed(await BackupBench.ImageAsync(to, space)));
        }

        Assert.Null(await new EpochStore(target).FindAsync("garden", OpenEpoch, default));
        var before = await new EpochStore(target).ReadBooksAsync("garden", default);
        var clock = new FixtureClock(FixtureRecipe.GoesOnAt);
        var garden = await new SpaceDirectory(target, clock).FindAsync("garden", fresh: true, default);
        Assert.IsType<EpochRunOutcome.Closed>(await Epochs.EpochFixture.RunnerOver(target, clock).RunAsync(garden!, default));
        var run = await new EpochStore(target).FindAsync("garden", OpenEpoch, default);
        var statement = System.Text.Encoding.UTF8.GetString((await new EpochStore(target).GetAsync(run!.Statement!, default)).Span);
        Assert.Contains($"\"previousStatement\":\"{before.Statement!.Hash}\"", statement, StringComparison.Ordinal);
        await using var services = BackupBench.Services(target, clock);
        Assert.Null((await services.GetRequiredService<EpochVerifier>().VerifyAsync(garden!, null, default)).Fault);
    }

    [Fact]
    public async Task Every_table_of_a_space_is_in_it_and_keys_of_access_never_are()
    {
        var (_, source) = await BackupBench.NewAccountAsync();
        var name = Azurite.NewName("space-");
        await new SpaceDirectory(source, TimeProvider.System).CreateAsync(name, 1, new SpaceConfig(), default);
        using var backup = await BackupReader.OpenAsync(new MemoryStream(await BackupBench.BackUpAsync(source, name)), default);
        Assert.Equal(SpaceRemains.Tables.Append("spaces").Except(["keys", "usage"]).Order(),
            backup.Manifest.Parts.Select(part => part.Table).OfType<string>().Order());
    }

    [Fact]
    public async Task Names_of_a_sealed_space_come_back_and_half_a_person_does_not()
    {
        var (_, source) = await BackupBench.NewAccountAsync();
        var name = Azurite.NewName("space-");
        await new SpaceDirectory(source, TimeProvider.System).CreateAsync(name, 1, new SpaceConfig(), default, isSealed: true);
        var vault = new PeopleVault(source, new SpaceSecrets(), TimeProvider.System);
        var (ada, bob) = (await vault.FindOrMakeAsync(name, "ada", default), await vault.FindOrMakeAsync(name, "bob", default));
        var text = await vault.SealAsync(name, [ada], "words", default);
        await vault.EraseAsync(name, [bob], default);
        foreach (var row in new TableEntity[] { new(name, "n~half") { ["Person"] = bob }, new(name, "p~half") { ["Lookup"] = "n~none" } })
            await source.For("tests").Table("people").AddAsync(row, default);
        var (_, target) = await BackupBench.NewAccountAsync();
        Assert.True((await BackupBench.RestoreAsync(target, await BackupBench.BackUpAsync(source, name))).IsSealed);
        var restored = new PeopleVault(target, new SpaceSecrets(), TimeProvider.System);
        Assert.Equal((ada, "words"), (await restored.FindAsync(name, "ada", default), await restored.OpenTextAsync(name, text!, default)));
        Assert.Null(await restored.OpenAsync(name, bob, default));
        Assert.True(await restored.IsOneAsync(name, bob, default));
    }

    [Fact]
    public async Task Cred_from_before_comes_back_that_of_earlier_configurations_included()
    {
        var fixture = new Epochs.EpochFixture();
        await fixture.CreateAsync(epochsDue: 1);
        var source = await fixture.NewStorageAsync();
        var creds = new EarlierCreds(new EpochStore(source));
        CredBefore[] told =
            [await creds.WriteAsync(fixture.Space, Cred(1), default), await creds.WriteAsync(fixture.Space, Cred(2), default)];
        await NameAsync(told[0]);
        await fixture.GrantAsync("g", "ada", 1, 0);
        Assert.Equal(1, await fixture.RunAllAsync());
        await NameAsync(told[1]);

        var (_, target) = await BackupBench.NewAccountAsync();
        var restored = await BackupBench.RestoreAsync(target, await BackupBench.BackUpAsync(source, fixture.Name, fixture.Time));
        foreach (var (place, before) in told.Index())
        {
            var read = await EarlierCreds.ReadAsync(new EpochStore(target), restored.Name, Named(before), default);
            Assert.Equal(place + 1, read!.People[0].Cred[0]);
        }

        static EarlierCred Cred(double cred) => new("SourceCred", null, [0], 1, [new EarlierPerson("ada", [cred])]);
        static SpaceConfig Named(CredBefore before)
        {
            var config = new SpaceConfig();
            config.Before = before;
            return config;
        }

        Task NameAsync(CredBefore before) => fixture.ConfigureAsync(own =>
        {
            own = own with { };
            own.Before = before;
            return own;
        });
    }

    [Fact]
    public async Task Acts_are_in_it_and_one_that_nobody_came_back_to_tell_of_is_told()
    {
        var (_, source) = await BackupBench.NewAccountAsync();
        var name = Azurite.NewName("space-");
        await new SpaceDirectory(source, TimeProvider.System).CreateAsync(name, 16, new SpaceConfig(), default);
        var (log, entry) = (new AuditLog(source, TimeProvider.System), new AuditEntry("mintGrain", DateTimeOffset.UnixEpoch, "somebody"));
        foreach (var (key, operation) in new[] { ("a", "mintGrain"), ("b", "burnGrain") })
            await log.AppendAsync(name, key, entry with { Operation = operation }, default);
        foreach (var space in new[] { name, "another" })
            await new OpenActs(source).WriteAsync(new OpenAct(OpenActs.NewId(entry.At), space, false, entry, null), default);
        var told = new List<string>();
        var file = await BackupBench.BackUpAsync(source, name, tell: told.Add);
        Assert.Contains("1 act ", Assert.Single(told), StringComparison.Ordinal);
        var (_, target) = await BackupBench.NewAccountAsync();
        await BackupBench.RestoreAsync(target, file);
        var (acts, _) = await new AuditLog(target, TimeProvider.System).ReadAsync(name, null, 10, null, default);
        Assert.Equal(["burnGrain", "mintGrain"], acts.Select(act => act.Value.Operation));
    }

    [Fact]
    public async Task A_proposal_whose_grant_came_too_late_waits_for_it()
    {
        var (_, source) = await BackupBench.NewAccountAsync();
        var name = Azurite.NewName("space-");
        await new SpaceDirectory(source, TimeProvider.System).CreateAsync(name, 1, new SpaceConfig(), default);
        var wanted = new Proposal
        {
            Id = "p",
            State = ProposalStates.Open,
            Giver = "ada",
            Receiver = "bob",
            Reason = "review",
            Points = Points.Of(2),
            ProposedAt = DateTimeOffset.UnixEpoch,
            ProposedBy = "",
            Period = "m1970-01",
            Category = "thanks",
            Cred = default,
        };
        var book = new ProposalBook(source);
        await book.ProposeAsync(name, wanted, _ => null, default);
        await book.ChangeAsync(name, "p", open => open with
        {
            State = ProposalStates.Approved,
            DecidedAt = DateTimeOffset.UnixEpoch,
            IsCounted = true,
        }, default);
        var (_, target) = await BackupBench.NewAccountAsync();
        await BackupBench.RestoreAsync(target, await BackupBench.BackUpAsync(source, name));
        Assert.Equal(["p"], await new ProposalBook(target).ReadWaitingAsync(name, default).ToListAsync());
    }

    [Fact]
    public async Task Half_of_an_epoch_is_in_no_backup()
    {
        var (_, source) = await LoadedAsync();
        var fault = await Assert.ThrowsAsync<CommandException>(() => BackupBench.BackUpAsync(source, "mill"));
        Assert.Contains($"epoch {OpenEpoch} is being paid", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<(string, StorageService)> LoadedAsync()
    {
        var (connection, storage) = await BackupBench.NewAccountAsync();
        await Fixture.Data.WriteAsync(connection);
        return (connection, storage);
    }

    /// <summary>Without the epoch that has begun, which begins anew.</summary>
    private static AccountImage Closed(AccountImage image) => new(new SortedDictionary<string, string[]>(image.Files.ToDictionary(
        file => file.Key,
        file => file.Value.Where(line => file.Key is not ("tables/epochs.ndjson" or "blobs.ndjson") || !IsOpen(line))
            .Select(line => line.Replace($"\"Open\":\"{OpenEpoch}\",", "", StringComparison.Ordinal)).ToArray())));

    private static bool IsOpen(string line) => line.Contains($"/epochs/{OpenEpoch}/", StringComparison.Ordinal)
        || line.Contains($"\"RowKey\":\"{OpenEpoch}\"", StringComparison.Ordinal);
}
