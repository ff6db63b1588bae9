using System.Text;
using Azure;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Checkpoints;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Storage;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Grain.Functions.Tests.Proofs;

/// <summary>Keys and checkpoints: each epoch is signed once, in its order, by a key whose records are a chain.</summary>
public sealed class CheckpointTests
{
    [Fact]
    public async Task Each_epoch_is_signed_once_and_names_the_one_before_across_a_new_key()
    {
        var fixture = await CloseAsync(2);
        var (book, keys) = await NewAsync(fixture);
        await book.SignAsync(fixture.Name, default);
        await keys.RotateAsync(fixture.Name, default);
        Assert.Equal(2, (await book.SignAsync(fixture.Name, default)).Checkpoints);
        var chain = await keys.ListAsync(fixture.Name, default);
        var checkpoints = await book.ListAfterAsync(fixture.Name, 0, default);
        Assert.Equal([1, 2], checkpoints.Select(each => each.Number));
        Assert.Equal(Signed.HashOf(checkpoints[0].ToText()), checkpoints[1].Previous);
        Assert.All(checkpoints, each => Assert.Equal(Signed.HashOf(chain[0].Text), each.Key));
        Assert.Equal([1, 1], chain.Select(key => key.Read().Signer));
        Assert.Equal(Signed.HashOf(chain[0].Text), chain[1].Read().Previous);
        foreach (var key in chain) Assert.True(Verify(chain[0], SigningKeyRecord.CurrentFormat, key.Text, key.Signature));
        var signed = await book.FindAsync(fixture.Name, checkpoints[1].Epoch, default);
        Assert.True(Verify(chain[0], Checkpoint.CurrentFormat, signed!.Text, signed.Signature));
        foreach (var text in chain.Select(key => key.Text).Append(signed.Text))
            Assert.Equal(Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(text))), text);
        Assert.Single(await PrivatesAsync(fixture));
    }

    [Theory]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.DiesBefore)]
    [InlineData(Fault.DiesAfter)]
    public async Task Cut_at_any_call_and_done_again_nothing_is_signed_twice_or_left_out(Fault fault)
    {
        var made = await CloseAsync(2);
        for (var call = 1; ; call++)
        {
            var fixture = made.Copy();
            var faults = new FaultInjector().FailAt(call, fault);
            try
            {
                var (cut, cutKeys) = await NewAsync(fixture, faults);
                await cut.SignAsync(fixture.Name, default);
                await cutKeys.RotateAsync(fixture.Name, default);
            }
            catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
            {
                // the process is gone
            }

            var (book, keys) = await NewAsync(fixture);
            await book.SignAsync(fixture.Name, default);
            var checkpoints = await book.ListAfterAsync(fixture.Name, 0, default);
            Assert.Equal([1, 2], checkpoints.Select(each => each.Number));
            Assert.Equal(Signed.HashOf(checkpoints[0].ToText()), checkpoints[1].Previous);
            var chain = await keys.ListAsync(fixture.Name, default);
            Assert.All(chain.Skip(1), key => Assert.Equal(key.Read().Number - 1, key.Read().Signer));
            Assert.Single(await PrivatesAsync(fixture));
            if (faults.Faults == 0) break;
        }
    }

    [Fact]
    public async Task Many_at_once_sign_once_and_make_one_key()
    {
        var fixture = await CloseAsync(2);
        var books = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => NewAsync(fixture)));
        await Task.WhenAll(books.Select(each => each.Book.SignAsync(fixture.Name, default)));
        Assert.Single(await books[0].Keys.ListAsync(fixture.Name, default));
        Assert.Equal(2, (await books[0].Book.ListAfterAsync(fixture.Name, 0, default)).Count);
    }

    [Fact]
    public async Task A_key_is_sealed_and_one_that_is_lost_gives_way_to_one_that_says_so()
    {
        var fixture = await CloseAsync(1);
        var (book, _) = await NewAsync(fixture, null, WithKey(1));
        await book.SignAsync(fixture.Name, default);
        Assert.StartsWith(SpaceSecrets.EncryptedPrefix, Assert.Single(await PrivatesAsync(fixture)), StringComparison.Ordinal);

        var (_, other) = await NewAsync(fixture, null, WithKey(2));
        await Assert.ThrowsAsync<SigningKeyLostException>(() => other.ReadAsync(fixture.Name, default));
        var made = (await other.RotateAsync(fixture.Name, default)).Read();
        Assert.Equal((2, 2), (made.Number, made.Signer));
        Assert.NotNull(made.Previous);
        await other.ReadAsync(fixture.Name, default);
    }

    private static bool Verify(SignedKey key, string format, string text, string signature) => Ed25519.Verify(
        Convert.FromHexString(key.Read().Public), Signed.Bytes(format, text), Convert.FromHexString(signature));

    private static async Task<EpochFixture> CloseAsync(int epochs)
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: epochs);
        await fixture.GrantAsync("g1", "ada", 5, 0);
        Assert.Equal(epochs, await fixture.RunAllAsync());
        return fixture;
    }

    private static async Task<(CheckpointBook Book, SigningKeys Keys)> NewAsync(
        EpochFixture fixture, FaultInjector? faults = null, SpaceSecrets? secrets = null)
    {
        var storage = await fixture.NewStorageAsync(faults, withRetries: faults is null);
        var keys = new SigningKeys(storage, secrets ?? new(), fixture.Time);
        return (new CheckpointBook(storage, keys, new EpochStore(storage)), keys);
    }

    private static SpaceSecrets WithKey(byte filling) => new(new ConfigurationBuilder().AddInMemoryCollection(
        [new("Grain:SecretKeys", Convert.ToBase64String(Enumerable.Repeat(filling, 32).ToArray()))]).Build());

    private static async Task<IReadOnlyList<string>> PrivatesAsync(EpochFixture fixture) =>
        await (await fixture.NewStorageAsync()).Table("proofs").QueryAsync(Filters.Partition(fixture.Name), default)
            .Select(row => row.GetString("Private")).OfType<string>().ToListAsync();
}
