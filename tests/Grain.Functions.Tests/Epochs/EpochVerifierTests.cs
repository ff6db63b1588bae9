using System.Text;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

public sealed class EpochVerifierTests
{
    private readonly EpochFixture fixture = new();
    private StorageService storage = null!;

    [Fact]
    public async Task What_was_pinned_gives_the_same_bytes_again()
    {
        await CloseThreeAsync();
        Assert.Equal((3, null), await VerifyAsync());
    }

    [Theory]
    [InlineData("Graph")]
    [InlineData("Config")]
    [InlineData("Identities")]
    [InlineData("Cursors")]
    [InlineData("Scores")]
    [InlineData("Allocation")]
    [InlineData("Statement")]
    public async Task A_changed_piece_is_found(string piece)
    {
        await CloseThreeAsync();
        var run = await new EpochStore(storage).FindAsync(fixture.Name, "2024-01-14", default);
        var stored = (StoredPiece)typeof(EpochRun).GetProperty(piece)!.GetValue(run)!;
        await storage.Container("grain").UploadAsync(stored.Name, "{}"u8.ToArray());
        var (_, fault) = await VerifyAsync();
        Assert.StartsWith("epoch 2024-01-14: E2", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identities_that_were_exchanged_together_with_their_hash_are_found()
    {
        await CloseThreeAsync();
        var store = new EpochStore(storage);
        var run = (await store.FindAsync(fixture.Name, "2024-01-14", default))!;
        var map =
            """
            {"accounting":true,"format":"grain-identities/1","identities":[{"accounts":["ada","bob"],"active":true,"id":"ada","name":"ada",
             "type":"USER"}]}
            """;
        var forged = await store.PutAsync(fixture.Name, run.Epoch.Id, "identities.json", Encoding.UTF8.GetBytes(map), default);
        Assert.NotNull(await store.SaveAsync(run with { Identities = forged }, default));
        Assert.Equal("epoch 2024-01-14: the scores are not those of its graph", (await VerifyAsync()).Fault);
    }

    [Fact]
    public async Task Scores_that_were_exchanged_together_with_their_hash_are_found()
    {
        await CloseThreeAsync();
        var store = new EpochStore(storage);
        var run = (await store.FindAsync(fixture.Name, "2024-01-14", default))!;
        var scores =
            Encoding.UTF8.GetString((await store.GetAsync(run.Scores!, default)).Span).Replace("ada", "eve", StringComparison.Ordinal);
        var forged = await store.PutAsync(fixture.Name, run.Epoch.Id, "scores.json", Encoding.UTF8.GetBytes(scores), default);
        Assert.NotNull(await store.SaveAsync(run with { Scores = forged }, default));
        Assert.Equal("epoch 2024-01-14: the scores are not those of its graph", (await VerifyAsync()).Fault);
    }

    [Fact]
    public async Task A_payment_that_no_statement_tells_is_found()
    {
        await CloseThreeAsync();
        await new GrainLedger(storage, fixture.Time)
            .PayAsync(fixture.Space.Journal, "2031-01-01", [new Receipt("eve", GrainAmount.Parse("5"))], default);
        Assert.Equal("eve was paid for 2031-01-01, which no statement says", (await VerifyAsync()).Fault);
    }

    [Fact]
    public async Task A_payment_that_is_gone_is_found()
    {
        await CloseThreeAsync();
        var partition = fixture.Space.Journal.PartitionOf("ada");
        foreach (var key in new[] { JournalKeys.Head("ada"), JournalKeys.Entry("ada", 1), JournalKeys.Entry("ada", 2),
            JournalKeys.Entry("ada", 3) })
            await storage.Table("grain").DeleteAsync(partition, key, Azure.ETag.All, default);
        Assert.Equal("ada was not paid for 2024-01-07", (await VerifyAsync()).Fault);
    }

    [Theory]
    [InlineData(EpochStage.Allocated)] // paid in part
    [InlineData(EpochStage.Distributed)]
    public async Task A_run_that_has_paid_and_is_not_closed_is_under_way_and_no_fault(EpochStage cut)
    {
        await CloseThreeAsync();
        fixture.Time.Ahead += TimeSpan.FromDays(7);
        var faults = new FaultInjector();
        faults.BeforeSend = async (_, request) =>
        {
            var run = await new EpochStore(storage).FindAsync(fixture.Name, "2024-01-28", default);
            if (run?.Stage == cut && request.Uri.Path.Contains("epochs", StringComparison.Ordinal)) throw new ProcessDiedException();
        };
        await Assert.ThrowsAnyAsync<Exception>(() => fixture.RunAsync(faults, withRetries: false));

        Assert.Equal((3, null), await VerifyAsync());
        Assert.Equal($"; 2024-01-28 is under way, at stage {cut}", await Verifier.TellUnderWayAsync(fixture.Space, default));
        Assert.Null((await new GrainBooks(new GrainLedger(storage, fixture.Time), new EpochStore(storage))
            .ProveAsync(fixture.Space.Journal, default)).Fault);

        await new GrainLedger(storage, fixture.Time)
            .PayAsync(fixture.Space.Journal, "2024-01-28", [new Receipt("mallory", GrainAmount.Parse("5"))], default);
        Assert.Equal("mallory was paid for 2024-01-28, which no statement says", (await VerifyAsync()).Fault);
    }

    [Fact]
    public async Task Epochs_that_are_closed_while_it_reads_are_no_fault()
    {
        await CloseThreeAsync();
        fixture.Time.Ahead += TimeSpan.FromDays(14);
        var (faults, closed) = (new FaultInjector(), 0);
        faults.BeforeSend = async (_, request) =>
        {
            if (closed == 0 && request.Uri.Path.Contains("grain()", StringComparison.Ordinal)) closed = await fixture.RunAllAsync();
        };
        var read = await fixture.NewStorageAsync(faults);
        Assert.Equal((3, null),
            await new EpochVerifier(new EpochStore(read), new GrainLedger(read, fixture.Time)).VerifyAsync(fixture.Space, null, default));
        closed = 0;
        Assert.Null((await new GrainBooks(new GrainLedger(read, fixture.Time), new EpochStore(read))
            .ProveAsync(fixture.Space.Journal, default)).Fault);
        Assert.Equal((5, null), await VerifyAsync());
    }

    private EpochVerifier Verifier => new(new EpochStore(storage), new GrainLedger(storage, fixture.Time));

    private async Task<(int Epochs, string? Fault)> VerifyAsync() =>
        await Verifier.VerifyAsync(fixture.Space, null, default);

    private async Task CloseThreeAsync()
    {
        storage = await fixture.NewStorageAsync();
        await fixture.CreateAsync(epochsDue: 3);
        await fixture.GrantAsync("g1", "ada", 7, 0);
        await fixture.GrantAsync("g2", "bob", 3, 1);
        Assert.Equal(3, await fixture.RunAllAsync());
    }
}
