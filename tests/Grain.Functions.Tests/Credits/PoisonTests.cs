using Grain.Functions.Health;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Credits;

/// <summary>What cannot be counted is put aside with its reason, and comes back when the reason is gone.</summary>
public sealed class PoisonTests(OwnAccount account) : IClassFixture<OwnAccount>
{
    [Fact]
    public async Task After_five_tries_a_message_lies_in_the_poison_queue_with_its_reason_and_a_replay_counts_it()
    {
        var storage = new StorageService(StorageAccount.Parse(account.ConnectionString), Azurite.Settings());
        var failures = new FailureRecords(storage, TimeProvider.System, NullLogger<FailureRecords>.Instance);
        var messages = new PoisonMessages(storage, failures);
        var name = Azurite.NewName("later-");
        var text = TaskCreditQueue.Text(name, CreditsFixture.Earn("ada", "t"));
        await storage.Queue(TaskCreditQueue.Name).SendAsync(text);
        await storage.Queue(TaskCreditQueue.Name).SendStoredAsync("*** no base64 ***");

        await using var app = await StartAsync();
        await Eventually.HoldsAsync(async () => (await messages.ListAsync(TaskCreditQueue.Name, default)).Count == 2);
        var (listed, _) = await messages.ListAsync(TaskCreditQueue.Name, default);
        var message = Assert.Single(listed, each => each.Text == text);
        Assert.Contains($"There is no space '{name}'", message.Reason, StringComparison.Ordinal);
        Assert.Equal(5, (await failures.FindAsync(TaskCreditQueue.Name, text, default))!.Try);
        Assert.Contains("not base64", Assert.Single(listed, each => each.Text != text).Reason, StringComparison.Ordinal);

        var spaces = new SpaceDirectory(storage, TimeProvider.System);
        var (space, _) = await spaces.CreateAsync(name, 2, new SpaceConfig(), default);
        Assert.Equal(2, (await messages.ReplayAsync(TaskCreditQueue.Name, default)).Done);
        var ledger = new CreditLedger(storage, TimeProvider.System);
        await Eventually.HoldsAsync(async () =>
            (await ledger.ReadHeadAsync(space.Journal, "ada", default)).Totals.Balance == CreditAmount.Of(11));
        Assert.Null(await failures.FindAsync(TaskCreditQueue.Name, text, default));
    }

    private async Task<IAsyncDisposable> StartAsync() => await TestHost.StartAsync(account.ConnectionString);
}
