using Azure;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>
/// Grants of new people, a correction and an erase in a sealed space, cut between any two requests to storage and told again, or done by
/// two processes at once: everything counts once, the books hold, and nothing personal is left.
/// </summary>
public sealed class SealedCrashTests
{
    private const int OperationsMax = 60;

    private static readonly string[] Tables = ["grants", "grantids", "people"];

    [Fact]
    public async Task Work_that_is_cut_anywhere_and_done_again_counts_once_and_leaves_nothing_of_the_erased()
    {
        for (var request = 1; ; request++)
        {
            var (account, space) = (MemoryAccount.ForCut(request), NewSpace());
            var faults = new FaultInjector().FailAt(request, Fault.DiesAfter);
            var first = await ProcessAsync(account, faults);
            var died = await Record.ExceptionAsync(() => WorkAsync(first, space));
            Assert.True(died is null or ProcessDiedException or RequestFailedException, $"request {request}: {died}");
            await WorkAsync(await ProcessAsync(account), space);
            await ProveAsync(account, space);
            if (faults.Operations < request) break; // nothing was left to cut
            Assert.InRange(request, 1, OperationsMax);
        }
    }

    [Fact]
    public async Task Two_processes_at_once_count_once_and_leave_nothing_of_the_erased()
    {
        for (var round = 0; round < 5; round++)
        {
            var (account, space) = (MemoryAccount.New(), NewSpace());
            var processes = new[] { await ProcessAsync(account), await ProcessAsync(account), await ProcessAsync(account) };
            await Task.WhenAll(processes.Select(process => GrantAsync(process, space)));
            await Task.WhenAll(EraseAsync(processes[0], space), GrantAsync(processes[1], space), EraseAsync(processes[2], space));
            await EraseAsync(await ProcessAsync(account), space); // whom somebody has made anew meanwhile
            await ProveAsync(account, space);
        }
    }

    private static async Task WorkAsync((GrantLedger Ledger, PeopleVault Vault) process, JournalSpace space)
    {
        await GrantAsync(process, space);
        await EraseAsync(process, space);
    }

    private static async Task GrantAsync((GrantLedger Ledger, PeopleVault Vault) process, JournalSpace space)
    {
        await AppendAsync(Grant("g1", "forge/ada", 5), Grant("g2", "bob", 2));
        await AppendAsync(Grant("undo", "forge/ada", -1) with { Corrects = "planted-g1" });

        async Task AppendAsync(params Grant[] grants) => await process.Ledger.AppendAsync(
            space, await process.Ledger.Arriving.SealAsync(space, grants, default), default);
    }

    private static async Task EraseAsync((GrantLedger Ledger, PeopleVault Vault) process, JournalSpace space)
    {
        if (await process.Vault.FindAsync(space.Name, "forge/ada", default) is { } ada)
            await process.Vault.EraseAsync(space.Name, [ada], default);
    }

    private static async Task ProveAsync(string account, JournalSpace space)
    {
        var storage = await Azurite.NewServiceAsync(account: account);
        var (ledger, vault) = await ProcessAsync(account);
        Assert.Null((await ledger.ProveAsync(space, default)).Fault);
        var (people, erased, fault) = await new PeopleProof(storage).ProveAsync(space.Name, default);
        Assert.Equal((1, null), (people, fault)); // bob
        Assert.True(erased >= 1);
        var total = Points.Zero;
        await foreach (var head in ledger.ReadHeadsAsync(space, default)) total = total.Plus(head.Totals.Total);
        Assert.Equal(Points.Of(6), total);

        var bob = await vault.FindAsync(space.Name, "bob", default);
        foreach (var table in Tables)
            await foreach (var row in storage.For("tests").Table(table).QueryAsync("PartitionKey ne ''", default))
            {
                var text = $"{row.PartitionKey} {row.RowKey} {string.Join(' ', row.Select(property => property.Value))}";
                Assert.DoesNotContain("planted", text, StringComparison.Ordinal);
                Assert.DoesNotContain("forge/ada", text, StringComparison.Ordinal);
                foreach (var word in text.Split(' ', '"').Where(SealedText.Is))
                    Assert.Equal(SealedText.PeopleOf(word)!.Single() == bob,
                        await vault.OpenTextAsync(space.Name, word, default) is not null);
            }
    }

    private static JournalSpace NewSpace() => new(Azurite.NewName("space-"), 1) { IsSealed = true };

    private static async Task<(GrantLedger Ledger, PeopleVault Vault)> ProcessAsync(string account, FaultInjector? faults = null)
    {
        var storage = await Azurite.NewServiceAsync(faults, account: account, withRetries: faults is null);
        var vault = new PeopleVault(storage, new SpaceSecrets(), TimeProvider.System);
        return (new GrantLedger(storage, TimeProvider.System, vault), vault);
    }

    private static Grant Grant(string id, string contributor, int points) => new()
    {
        GrantId = $"planted-{id}",
        Contributor = contributor,
        Key = "k",
        Category = "c",
        Source = "s",
        Amount = Points.Of(points),
        GrantedAt = DateTimeOffset.UnixEpoch,
        Note = "planted-note",
    };
}
