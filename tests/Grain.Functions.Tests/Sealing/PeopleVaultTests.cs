using Grain.Functions.Hosting;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>A name means one person (N1), whoever asks at once and wherever a process dies; erasing is done or not done.</summary>
public sealed class PeopleVaultTests
{
    private readonly string account = MemoryAccount.New();

    [Fact]
    public async Task Processes_that_ask_at_once_get_one_person()
    {
        var space = Azurite.NewName("space-");
        var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
            await (await VaultAsync()).FindOrMakeAsync(space, "ada", default)));
        Assert.Single(people.Distinct());
        Assert.Equal("ada", (await (await VaultAsync()).OpenAsync(space, people[0], default))!.Name);
    }

    [Fact]
    public async Task A_process_that_dies_at_any_request_leaves_one_person_or_none()
    {
        for (var request = 1; ; request++)
        {
            var space = Azurite.NewName("space-");
            var faults = new FaultInjector().FailAt(request, Fault.DiesAfter);
            var dies = new PeopleVault(await Azurite.NewServiceAsync(faults, account: account), new SpaceSecrets(), TimeProvider.System);
            var died = await Record.ExceptionAsync(() => dies.FindOrMakeAsync(space, "ada", default));
            var vault = await VaultAsync();
            var person = await vault.FindOrMakeAsync(space, "ada", default);
            Assert.Equal((person, "ada"),
                (await vault.FindAsync(space, "ada", default), (await vault.OpenAsync(space, person, default))!.Name));
            if (died is null) break;
        }
    }

    [Fact]
    public async Task Erasing_that_is_cut_off_is_done_or_not_and_done_by_the_next()
    {
        for (var request = 1; ; request++)
        {
            var space = Azurite.NewName("space-");
            var vault = await VaultAsync();
            string[] people =
                [await vault.FindOrMakeAsync(space, "ada", default), await vault.FindOrMakeAsync(space, "forge/ada", default)];
            var sealedText = await vault.SealAsync(space, people, "words", default);
            var faults = new FaultInjector().FailAt(request, Fault.DiesAfter);
            var dies = new PeopleVault(await Azurite.NewServiceAsync(faults, account: account), new SpaceSecrets(), TimeProvider.System);
            var died = await Record.ExceptionAsync(() => dies.EraseAsync(space, people, default));

            var after = await VaultAsync();
            var left = await Task.WhenAll(people.Select(async person => await after.OpenAsync(space, person, default) is not null));
            Assert.Single(left.Distinct()); // both or none
            Assert.InRange(await after.EraseAsync(space, people, default), left[0] ? 2 : 0, left[0] ? 2 : 0);
            Assert.Null(await after.FindAsync(space, "ada", default));
            Assert.Null(await after.OpenTextAsync(space, sealedText!, default));
            Assert.True(await after.IsOneAsync(space, people[1], default));
            Assert.NotEqual(people[0], await after.FindOrMakeAsync(space, "ada", default));
            if (died is null) break;
        }
    }

    [Fact]
    public async Task Who_has_more_ids_than_a_transaction_takes_is_erased_and_can_be_asked_for_until_all_is_done()
    {
        var (space, vault) = (Azurite.NewName("space-"), await VaultAsync());
        var people = await Task.WhenAll(Enumerable.Range(0, 51).Select(n => vault.FindOrMakeAsync(space, $"ada-{n}", default)));
        var faults = new FaultInjector().FailAt(people.Length, Fault.DiesAfter); // as the second transaction begins
        var dies = new PeopleVault(await Azurite.NewServiceAsync(faults, account: account), new SpaceSecrets(), TimeProvider.System);
        Assert.NotNull(await Record.ExceptionAsync(() => dies.EraseAsync(space, people, default)));

        var after = await VaultAsync();
        Assert.Equal(people[50], await after.FindAsync(space, "ada-50", default));
        Assert.Null(await after.FindAsync(space, "ada-0", default));
        Assert.Equal(1, await after.EraseAsync(space, people, default));
        Assert.Null(await after.FindAsync(space, "ada-50", default));
    }

    [Fact]
    public async Task A_name_that_is_not_of_whom_it_says_is_told()
    {
        var (space, vault) = (Azurite.NewName("space-"), await VaultAsync());
        var storage = await Azurite.NewServiceAsync(account: account);
        var (ada, bob) = (await vault.FindOrMakeAsync(space, "ada", default), await vault.FindOrMakeAsync(space, "bob", default));
        await vault.EraseAsync(space, [bob], default);
        var proof = new PeopleProof(storage);
        Assert.Equal((1, 1, null), await proof.ProveAsync(space, default));

        var table = storage.For("tests").Table("people");
        var name = await table.QueryAsync($"PartitionKey eq '{space}' and Person eq '{ada}'", default).SingleAsync();
        name["Person"] = bob;
        await table.UpsertAsync(name, default);
        Assert.Contains($"said to be of {bob}", (await proof.ProveAsync(space, default)).Fault, StringComparison.Ordinal);
        await table.DeleteAsync(space, name.RowKey, Azure.ETag.All, default);
        Assert.Contains($"{ada} cannot be found", (await proof.ProveAsync(space, default)).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_can_send_what_has_the_form_of_something_sealed(bool isSealed)
    {
        var (space, vault) = (new JournalSpace(Azurite.NewName("space-"), 1) { IsSealed = isSealed }, await VaultAsync());
        var ada = await vault.FindOrMakeAsync(space.Name, "ada", default);
        var text = (await vault.SealAsync(space.Name, [ada], "ada", default))!;
        var name = SealedName.Of(ada["p_".Length..], text);
        Assert.NotNull(SealedName.KeyOf(name));
        await Assert.ThrowsAsync<ProblemException>(() => vault.NameAsync(space, ada, name, default));
        await Assert.ThrowsAsync<ProblemException>(() => vault.AddressAsync(space, ada, new Currency("BTC", null), text, default));
        Assert.Equal(isSealed, await vault.NameAsync(space, ada, "ada", default) != "ada");
        await vault.EraseAsync(space.Name, [ada], default);
        if (isSealed) await Assert.ThrowsAsync<ProblemException>(() => vault.NameAsync(space, ada, "ada", default));
    }

    private async Task<PeopleVault> VaultAsync() =>
        new(await Azurite.NewServiceAsync(account: account), new SpaceSecrets(), TimeProvider.System);
}
