using System.Text;
using Grain.Functions.Accounts;
using Grain.Functions.Distributions;
using Grain.Functions.Epochs;
using Grain.Functions.Journals;
using Grain.Functions.Storage;
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
        var map = """{"accounting":true,"format":"grain-identities/1","identities":[{"accounts":["ada","bob"],"active":true,"id":"ada","name":"ada","type":"USER"}]}""";
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
        var scores = Encoding.UTF8.GetString((await store.GetAsync(run.Scores!, default)).Span).Replace("ada", "eve", StringComparison.Ordinal);
        var forged = await store.PutAsync(fixture.Name, run.Epoch.Id, "scores.json", Encoding.UTF8.GetBytes(scores), default);
        Assert.NotNull(await store.SaveAsync(run with { Scores = forged }, default));
        Assert.Equal("epoch 2024-01-14: the scores are not those of its graph", (await VerifyAsync()).Fault);
    }

    [Fact]
    public async Task A_payment_that_no_statement_tells_is_found()
    {
        await CloseThreeAsync();
        await new GrainLedger(storage, fixture.Time).PayAsync(fixture.Space.Journal, "2031-01-01", [new Receipt("eve", GrainAmount.Parse("5"))], default);
        Assert.Equal("eve was paid for 2031-01-01, which no statement says", (await VerifyAsync()).Fault);
    }

    [Fact]
    public async Task A_payment_that_is_gone_is_found()
    {
        await CloseThreeAsync();
        var partition = fixture.Space.Journal.PartitionOf("ada");
        foreach (var key in new[] { JournalKeys.Head("ada"), JournalKeys.Entry("ada", 1), JournalKeys.Entry("ada", 2), JournalKeys.Entry("ada", 3) })
            await storage.Table("grain").DeleteAsync(partition, key, Azure.ETag.All, default);
        Assert.Equal("ada was not paid for 2024-01-07", (await VerifyAsync()).Fault);
    }

    private async Task<(int Epochs, string? Fault)> VerifyAsync() =>
        await new EpochVerifier(new EpochStore(storage), new GrainLedger(storage, fixture.Time)).VerifyAsync(fixture.Space, null, default);

    private async Task CloseThreeAsync()
    {
        storage = await fixture.NewStorageAsync();
        await fixture.CreateAsync(epochsDue: 3);
        await fixture.GrantAsync("g1", "ada", 7, 0);
        await fixture.GrantAsync("g2", "bob", 3, 1);
        Assert.Equal(3, await fixture.RunAllAsync());
    }
}
