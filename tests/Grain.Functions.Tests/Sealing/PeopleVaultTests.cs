using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>A name means one person (N1), whoever asks at once and wherever a process dies; erasing is done or not done.</summary>
public sealed class PeopleVaultTests
{
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
            var dies = new PeopleVault(await Azurite.NewServiceAsync(faults), new SpaceSecrets(), TimeProvider.System);
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
            var dies = new PeopleVault(await Azurite.NewServiceAsync(faults), new SpaceSecrets(), TimeProvider.System);
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

    private static async Task<PeopleVault> VaultAsync() =>
        new(await Azurite.NewServiceAsync(), new SpaceSecrets(), TimeProvider.System);
}
