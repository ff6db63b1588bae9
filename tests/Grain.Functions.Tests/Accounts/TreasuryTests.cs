using Azure;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

/// <summary>Whatever makes grain decides one after another, on any number of processes, and what was decided is made once.</summary>
public sealed class TreasuryTests
{
    [Fact]
    public async Task Mints_and_distributions_of_several_processes_at_once_stay_within_the_funds()
    {
        var community = await Community.NewAsync(funded: "100", account: MemoryAccount.New());
        await community.MakeAsync("ada", "bob");
        var processes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => community.AsAnotherProcessAsync()));
        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 4 == 0
            ? DistributeAsync(processes[i % 3], $"d{i}", "bob", 40)
            : MintAsync(processes[i % 3], $"m{i}", i % 2 == 0 ? "ada" : "bob", 40)));
        Assert.Equal(2, made.Count(each => each));
        Assert.Equal(new GrainAmount(80), (await community.Books.ReadAsync(community.Space, default)).Outstanding);
        Assert.True(await MintAsync(community, "rest", "ada", 20)); // nothing is held back
        await community.ProveAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_anywhere_it_is_made_once_and_the_others_go_on(bool special)
    {
        var counter = new FaultInjector();
        Assert.True(await MakeAsync(await (await NewAsync(1)).AsAnotherProcessAsync(counter)));
        for (var call = 1; call <= counter.Operations; call++)
        {
            var community = await NewAsync(call);
            await CutAsync(await community.AsAnotherProcessAsync(new FaultInjector().FailAt(call, Fault.DiesAfter)));

            // Somebody else decides: either the room is taken, and then it was made, or it is free.
            var other = await MintAsync(await community.AsAnotherProcessAsync(), "other", "bob", 60);
            var held = (await community.Books.ReadAsync(community.Space, default)).Outstanding;
            Assert.Equal(new GrainAmount(60), held);
            Assert.Equal(!other, await MakeAsync(await community.AsAnotherProcessAsync()));
            Assert.Equal(held, (await community.Books.ReadAsync(community.Space, default)).Outstanding);
            await community.ProveAsync();
        }

        static async Task<Community> NewAsync(int number)
        {
            var community = await Community.NewAsync(funded: "100", account: MemoryAccount.ForCut(number));
            await community.MakeAsync("ada", "bob");
            return community;
        }

        Task<bool> MakeAsync(Community community) =>
            special ? DistributeAsync(community, "x", "ada", 60) : MintAsync(community, "x", "ada", 60);

        async Task CutAsync(Community community)
        {
            try
            {
                await MakeAsync(community);
            }
            catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
            {
                // Nobody asks again.
            }
        }
    }

    [Fact]
    public async Task The_sweep_makes_what_a_dead_process_decided()
    {
        var community = await Community.NewAsync();
        await community.MakeAsync("ada");
        var rows = new TreasuryRows(community.Storage);
        var mint = Reservation.OfMint("m", "ada", new GrainAmount(5), "for the seeds");
        Assert.True(await rows.TryAddAsync(community.Space.Name, await rows.ReadAsync(community.Space.Name, default), mint, default));
        await community.Sweep.SweepAsync(community.Space, default);
        Assert.Equal(new GrainAmount(5), (await community.HeldAsync("ada")).Balance);
        Assert.Empty((await rows.ReadAsync(community.Space.Name, default)).Open);
    }

    [Fact]
    public async Task An_epoch_that_is_not_closed_takes_room_once()
    {
        var community = await Community.NewAsync(funded: "100");
        await community.MakeAsync("ada");
        var (rows, store, name) = (new TreasuryRows(community.Storage), new EpochStore(community.Storage), community.Space.Name);
        var start = new DateTimeOffset(2026, 1, 4, 0, 0, 0, TimeSpan.Zero);
        var epoch = new Epoch("2026-01-04", start, start.AddDays(7));
        var run = await store.SaveAsync(new EpochRun
        {
            Space = name,
            Epoch = epoch,
            Stage = EpochStage.Ranked,
            StartedAt = start,
            StageAt = start,
            LeaseUntil = start
        }, default);
        foreach (var (hash, paid) in new[] { ('a', 50), ('b', 70) }) // two attempts decided; one of them will be pinned
            await rows.TryAddAsync(name, await rows.ReadAsync(name, default),
                Reservation.OfEpoch(epoch.Id, new string(hash, 64), new GrainAmount(paid)), default);
        Assert.False(await MintAsync(community, "m1", "ada", 31));
        Assert.True(await MintAsync(community, "m2", "ada", 30));

        var allocation = new EpochAllocation(default, default, [], default, [], [], new GrainAmount(60), default, default);
        var piece = await store.PutAsync(name, epoch.Id, "allocation.json",
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(allocation, RunJson.Default.EpochAllocation), default);
        run = await store.SaveAsync(run! with { Stage = EpochStage.Allocated, Allocation = piece }, default);
        Assert.False(await MintAsync(community, "m3", "ada", 11));
        Assert.True(await MintAsync(community, "m4", "ada", 10));

        Assert.True(await store.CloseAsync(run! with { Stage = EpochStage.Closed },
            new SpaceBooks(epoch, new GrainAmount(60), default, null, null), default));
        Assert.False(await MintAsync(community, "m5", "ada", 1));
        Assert.Empty((await rows.ReadAsync(name, default)).Open);
    }

    [Fact]
    public async Task An_id_of_a_mint_or_burn_is_one_thing_in_its_space()
    {
        var community = await Community.NewAsync(funded: "100");
        await community.MakeAsync("ada", "bob");
        Assert.True(await MintAsync(community, "m", "ada", 10));
        Assert.True(await MintAsync(community, "m", "ada", 10));
        Assert.IsType<TransferOutcome.ConflictsWithEarlier>(await community.MintAsync("m", "bob", 10));
        Assert.IsType<TransferOutcome.ConflictsWithEarlier>(await community.MintAsync("m", "ada", 11));
        Assert.True(await MintAsync(community, "n", "bob", 10));
        Assert.IsType<TransferOutcome.Refused>(await BurnAsync("b", "bob", 11)); // what is refused leaves the id free
        Assert.IsType<TransferOutcome.Completed>(await BurnAsync("b", "ada", 3));
        Assert.IsType<TransferOutcome.Completed>(await BurnAsync("b", "ada", 3));
        Assert.IsType<TransferOutcome.ConflictsWithEarlier>(await BurnAsync("b", "bob", 3));
        Assert.IsType<TransferOutcome.Refused>(await community.MintAsync("late", "bob", 99));
        Assert.True(await MintAsync(community, "late", "ada", 1));

        Task<TransferOutcome> BurnAsync(string id, string from, int amount) =>
            community.Changes.BurnAsync(community.Space, id, from, new GrainAmount(amount), null, default);
    }

    [Fact]
    public async Task Ids_of_mints_and_burns_from_before_are_known()
    {
        var community = await Community.NewAsync();
        await community.MakeAsync("ada", "bob");
        var old = new GrainEntry(GrainEntryKinds.Mint, new GrainAmount(10)) { Id = "m" };
        await community.Ledger.AppendAsync(community.Space, "ada", "mint/m", old, default);
        await community.Ledger.AppendAsync(community.Space, "ada", "burn/b",
            new GrainEntry(GrainEntryKinds.Burn, new GrainAmount(-4)) { Id = "b" }, default);
        Assert.IsType<TransferOutcome.ConflictsWithEarlier>(await community.MintAsync("m", "bob", 10));
        Assert.True(await MintAsync(community, "m", "ada", 10));
        Assert.True(await MintAsync(community, "n", "bob", 5));
        Assert.IsType<TransferOutcome.ConflictsWithEarlier>(await community.Changes.BurnAsync(community.Space, "b", "bob",
            new GrainAmount(4), null, default));
        Assert.Equal(new GrainAmount(6), (await community.HeldAsync("ada")).Balance);
        await community.ProveAsync();
    }

    [Fact]
    public async Task What_was_stored_beyond_the_bound_can_be_read_and_added_up()
    {
        var community = await Community.NewAsync(funded: "100");
        await community.MakeAsync("ada", "bob");
        var most = new GrainAmount((System.Numerics.BigInteger.One << 256) - 1);
        foreach (var who in new[] { "ada", "bob" })
            await community.Ledger.AppendAsync(community.Space, who, "mint/old", new GrainEntry(GrainEntryKinds.Mint, most) { Id = "old" },
                default);
        Assert.Equal(most + most, (await community.Books.ReadAsync(community.Space, default)).Supply);
        Assert.IsType<TransferOutcome.Completed>(await community.Transfers.SendAsync(community.Space,
            new TransferRequest("t", "ada", "bob", most), default));
        Assert.Equal(most + most, (await community.HeldAsync("bob")).Balance);
        Assert.False(await MintAsync(community, "m", "ada", 1));
        await community.ProveAsync();
    }

    private static async Task<bool> MintAsync(Community community, string id, string to, int amount) =>
        await community.MintAsync(id, to, amount) switch
        {
            TransferOutcome.Completed => true,
            TransferOutcome.Refused { Kind: TransferFault.BeyondFunds } => false,
            var other => throw new InvalidOperationException($"{other}"),
        };

    private static async Task<bool> DistributeAsync(Community community, string id, string to, int amount) =>
        await community.HandedOut.DistributeAsync(community.Space, Community.Distribution(id, (to, amount)), default) switch
        {
            RegisterOutcome.Refused { Kind: TransferFault.BeyondFunds } => false,
            RegisterOutcome.Refused other => throw new InvalidOperationException($"{other}"),
            _ => true,
        };
}
