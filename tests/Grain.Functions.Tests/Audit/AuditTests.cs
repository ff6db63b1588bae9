using Grain.Functions.Audit;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Audit;

/// <summary>That each act is in the audit once, whatever comes in between.</summary>
public sealed class AuditTests
{
    /// <summary>A process that ends at any of its calls to storage leaves nothing that is not settled.</summary>
    [Theory]
    [InlineData(Fault.DiesBefore)]
    [InlineData(Fault.DiesAfter)]
    public async Task Whatever_a_process_was_at_when_it_ended_the_act_is_in_the_audit_once(Fault death)
    {
        for (var cut = 1; ; cut++)
        {
            var account = MemoryAccount.New();
            var (after, faults, wasDone) = (await AuditHouse.StartAsync(account), new FaultInjector(), false);
            faults.FailAt(cut, death);
            var survived = true;
            try
            {
                var house = await AuditHouse.StartAsync(account, faults);
                var begun = await house.BeginAsync("createSpace", isOfOwners: true);
                var act = new Act((said, cancellation) => house.Acts.SayAsync(begun = begun.With(said), cancellation));
                await act.Turns("label", "a", "b").BeginAsync(default);
                wasDone = true;
                await house.Acts.DoneAsync(begun.With(act), default);
            }
            catch (ProcessDiedException)
            {
                survived = false;
            }

            await after.SettleAsync();
            foreach (var name in new[] { AuditHouse.Space, AuditLog.Owners })
            {
                var acts = await after.ActsOfAsync(name);
                Assert.True(acts.Length <= 1, $"cut {cut}: {string.Join(' ', acts)}");
                if (wasDone) Assert.Equal("createSpace", Assert.Single(acts).TrimEnd('?'));
                else Assert.DoesNotContain("createSpace", acts);
                if (survived) Assert.Equal(["createSpace"], acts);
            }

            Assert.Empty(await after.Open.ListAsync(after.Time.GetUtcNow(), default).ToListAsync());
            if (survived) break;
            Assert.True(cut < 50);
        }
    }

    /// <summary>
    /// The audit names the account that an act was about, and never changes: nobody shall learn from it who somebody erased was.
    /// </summary>
    [Fact]
    public async Task In_a_sealed_space_who_has_signed_in_stands_under_a_hash()
    {
        const string Sealed = "burrow";
        var house = await AuditHouse.StartAsync(MemoryAccount.New());
        await house.Spaces.CreateAsync(Sealed, 1, new SpaceConfig(), default, isSealed: true);
        var caller = new Caller("https://id.example#ada", []) { Subject = new("https://id.example", "ada") };
        Assert.Equal("https://id.example#ada", await house.Acts.NameOfAsync(caller with { Space = AuditHouse.Space }, default));
        Assert.Equal("subject bfdca43e8abd5775bf6ff63157bedb3f0e592f319158f725522c78b35ff98e93",
            await house.Acts.NameOfAsync(caller with { Space = Sealed }, default));
        var key = new Caller("key burrow/1", []) { Space = Sealed, KeyId = "1" };
        Assert.Equal("key burrow/1", await house.Acts.NameOfAsync(key, default));
    }

    [Fact]
    public async Task What_is_left_is_looked_up_where_it_can_be_and_else_told_as_not_known()
    {
        var house = await AuditHouse.StartAsync(MemoryAccount.New(), null, Told("made", true), Told("failed", false), Told("odd", null));
        foreach (var operation in new[] { "made", "failed", "odd", "other" }) await house.BeginAsync(operation);
        await Task.WhenAll(house.SettleAsync(), house.SettleAsync());
        Assert.Equal(["made", "odd?", "other?"], (await house.ActsOfAsync()).Order());

        await house.BeginAsync("young");
        await new SettleActs(house.Open, house.Acts, house.Time, null!).RunAsync(null!, default);
        Assert.DoesNotContain("young?", await house.ActsOfAsync());

        static ActLookup Told(string operation, bool? wasDone) => new(operation, (_, _, _) => Task.FromResult(wasDone));
    }

    [Fact]
    public async Task An_act_with_an_id_of_its_own_is_told_once_however_often_it_is_asked_for()
    {
        var house = await AuditHouse.StartAsync(MemoryAccount.New());
        for (var i = 0; i < 2; i++)
        {
            var begun = await house.BeginAsync("mintGrain");
            await house.Acts.DoneAsync(begun.With(new Act().OnceAs("m1").Sets("amount", $"{i}")), default);
        }

        var left = await house.BeginAsync("mintGrain");
        await house.Acts.SayAsync(left.With(new Act().OnceAs("m1")), default);
        await house.SettleAsync();
        await house.Acts.DoneAsync((await house.BeginAsync("mintGrain")).With(new Act().OnceAs("m2")), default);
        Assert.Equal(["mintGrain", "mintGrain"], await house.ActsOfAsync());
    }

    [Fact]
    public async Task What_owners_did_to_a_space_stays_when_the_space_is_gone()
    {
        var house = await AuditHouse.StartAsync(MemoryAccount.New());
        var begun = await house.BeginAsync("deleteSpace", isOfOwners: true);
        var other = await house.BeginAsync("mintGrain");
        var space = (await house.Spaces.FindAsync(AuditHouse.Space, fresh: true, default))!;
        await house.Spaces.ReplaceAsync(space, space.Ended(house.Time.GetUtcNow()), default);
        await house.Acts.DoneAsync(begun, default);
        await house.Acts.DoneAsync(other, default);
        Assert.Empty(await house.ActsOfAsync());
        Assert.Equal(["deleteSpace"], await house.ActsOfAsync(AuditLog.Owners));
        Assert.Equal(AuditHouse.Space, (await house.Log.ReadAsync(AuditLog.Owners, null, 9, null, default)).Page[0].Value.Space);
        Assert.Empty(await house.Open.ListAsync(house.Time.GetUtcNow().AddDays(1), default).ToListAsync());
    }

    [Fact]
    public async Task What_the_command_line_did_is_told_and_what_it_refused_is_not()
    {
        var house = await AuditHouse.StartAsync(MemoryAccount.New());
        await Assert.ThrowsAsync<InvalidOperationException>(() => house.Acts.AroundAsync(AuditHouse.Space, "restore", act =>
        {
            act.Nothing();
            throw new InvalidOperationException("the name is taken");
        }, default, isOfOwners: true));
        Assert.Empty(await house.Open.ListAsync(house.Time.GetUtcNow().AddDays(1), default).ToListAsync());
        await house.Acts.AroundAsync(AuditHouse.Space, "restore", _ => Task.CompletedTask, default, isOfOwners: true);
        await house.Acts.AroundAsync(null, "poison replay", _ => Task.CompletedTask, default);
        Assert.Equal(["restore"], await house.ActsOfAsync());
        Assert.Equal(["restore", "poison replay"], await house.ActsOfAsync(AuditLog.Owners));
    }

    [Fact]
    public async Task Pages_go_back_from_the_newest_with_a_filter_and_without()
    {
        var house = await AuditHouse.StartAsync(MemoryAccount.New());
        for (var i = 1; i <= 12; i++)
            await house.Acts.DoneAsync(await house.BeginAsync(i % 3 == 0 ? "third" : "other", by: $"key moss/{i % 2}"), default);
        await PageIsAsync([12, 11, 10, 9, 8], 8, null, null);
        await PageIsAsync([2, 1], null, 3, null);
        await PageIsAsync([12, 9, 6, 3], null, null, entry => entry.Operation == "third");
        await PageIsAsync([11, 9, 7, 5, 3], 3, null, entry => entry.Key == "1");
        await PageIsAsync([], null, 1, null);
        await PageIsAsync([12, 11, 10, 9, 8], 8, long.MaxValue, null);

        async Task PageIsAsync(long[] expected, long? expectedNext, long? before, Predicate<AuditEntry>? fits)
        {
            var (page, next) = await house.Log.ReadAsync(AuditHouse.Space, before, 5, fits, default);
            Assert.Equal(expected, page.Select(entry => entry.Seq));
            Assert.Equal(expectedNext, next);
        }
    }

    [Fact]
    public void Long_values_are_cut_many_are_counted_and_secrets_are_masked()
    {
        var act = new Act().Sets("key", $"grain_moss_{new string('a', 90)}").Sets("text", new string('x', 5000)).Turns("same", 1, 1);
        for (var i = 0; i < 60; i++) act.Sets($"n{i}", i);
        Assert.Equal(Act.ChangesMax + 1, act.Changes.Count);
        Assert.Equal("and 12 more", act.Changes[^1].What);
        Assert.Equal(("grain_***", true), (act.Changes[0].After, act.Changes[1].After!.Length < 350));
    }
}
