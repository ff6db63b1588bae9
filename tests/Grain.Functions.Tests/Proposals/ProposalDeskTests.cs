using Grain.Functions.Hosting.Access;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Proposals;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;
using static Grain.Functions.Tests.Proposals.ProposalHouse;

namespace Grain.Functions.Tests.Proposals;

/// <summary>Who proposes, who decides, and what becomes of it: by several at once, and cut off anywhere.</summary>
public sealed class ProposalDeskTests
{
    private const string Approved = ProposalStates.Approved;
    private const string Rejected = ProposalStates.Rejected;

    [Fact]
    public async Task What_is_approved_is_a_grant_of_the_receiver_once_with_a_thanks_of_the_giver()
    {
        var house = await StartAsync();
        await house.ProposeAsync("p1", Key(Role.Writer));
        Assert.Equal(0, (await house.Ledger.ReadHeadAsync(house.Space.Journal, "bob", default)).Seq);
        house.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(("cem", true),
            await house.DecideAsync("p1", Approved) is var proposal ? (proposal.Reviewer, proposal.IsCounted) : default);
        Assert.Equal(proposal, await house.DecideAsync("p1", Approved, reviewer: "dan"));
        Assert.Equal(proposal, await house.ProposeAsync("p1", Key(Role.Writer)));
        var grant = Assert.Single(await house.Ledger.ReadPageAsync(house.Space.Journal, "bob", 0, 9, default)).Value;
        Assert.Equal(("proposal/p1", "proposals", "community", Points.Of(2), "kept the garden", house.Time.GetUtcNow()),
            (grant.GrantId, grant.Source, grant.Category, grant.Amount, grant.Note, grant.GrantedAt));
        Assert.Equal([("authors", "@ada", "proposals/p1"), ("supports", "proposals/p1", "@bob")],
            grant.Facts!.Edges.Select(edge => (edge.Type, edge.From, edge.To)));
        Assert.Null(ProposalGrant.Of(proposal with { Cred = ProposalCred.Points }).Facts);
        Assert.Null((await house.ProveAsync()).Fault);
    }

    [Fact]
    public async Task Nobody_decides_about_what_is_theirs_under_any_id_or_was_proposed_with_the_same_key()
    {
        var house = await StartAsync(config: new() { Proposers = { SignedIn = true }, Reviewers = { SignedIn = true } });
        var eve = Actor.AccountOf(new CallerSubject("https://id", "eve"));
        await house.Registers.ChangeAsync(house.Space.Journal,
        [
            new IdentityCreated("bob", "Bob", "USER"), new AliasAdded("bob", "gitea/bobby"), new IdentityCreated("ada", "Ada", "USER"),
            new AliasAdded("ada", eve),
        ], default);
        await house.ProposeAsync("p1", Key(Role.Writer));
        Assert.Equal("403", await KindAsync(() => house.DecideAsync("p1", Approved, reviewer: "gitea/bobby")));
        Assert.Equal("403", await KindAsync(() => house.DecideAsync("p1", Approved, reviewer: "ada")));
        Assert.Equal("403", await KindAsync(() => house.DecideAsync("p1", Approved, Person("eve"), null)));
        Assert.Equal("403", await KindAsync(() => house.DecideAsync("p1", Approved, Key(Role.Admin))));
        Assert.Equal("400", await KindAsync(() => house.DecideAsync("p1", Approved, reviewer: null)));
        Assert.Equal("400", await KindAsync(() => house.ProposeAsync("p2", Person("eve"), null, receiver: "ada")));
        Assert.Equal("400", await KindAsync(() => house.ProposeAsync("p2", Key(Role.Writer), null)));
        Assert.Equal("", await KindAsync(() => house.DecideAsync("p1", Approved, Person("dan"), null)));
        Assert.Equal("ada", (await house.ProposeAsync("p3", Person("eve"), null)).Giver);
    }

    [Theory]
    [InlineData("", "reader", "ada", "403")]
    [InlineData("", "node", "ada", "403")]
    [InlineData("", "writer", "ada", "")]
    [InlineData("", "steward", "ada", "")]
    [InlineData("", "admin", "ada", "")]
    [InlineData("reader", "reader", "ada", "")]
    [InlineData("reader", "writer", "ada", "403")]
    [InlineData("people", "writer", "ada", "")]
    [InlineData("people", "writer", "zoe", "403")]
    [InlineData("people", "zoe", null, "403")]
    [InlineData("people", "ada", null, "")]
    [InlineData("people", "ada", "zoe", "403")]
    [InlineData("signedIn", "zoe", null, "")]
    [InlineData("signedIn", "zoe", "ada", "403")]
    [InlineData("", "zoe", null, "403")]
    public async Task Who_may_propose_is_said_by_the_configuration(string says, string who, string? giver, string kind)
    {
        var ada = Actor.AccountOf(new CallerSubject("https://id", "ada"));
        var house = await StartAsync(config: new()
        {
            Proposers = says switch
            {
                "people" => new() { People = ["ada", ada] },
                "signedIn" => new() { SignedIn = true },
                "" => new(),
                _ => new() { Roles = [says] },
            },
        });
        var caller = Roles.Of(who) is { } role ? Key(role) : Person(who);
        Assert.Equal(kind, await KindAsync(() => house.ProposeAsync("p1", caller, giver)));
    }

    [Fact]
    public async Task Caps_hold_whoever_proposes_at_once_and_begin_anew_with_the_period()
    {
        var account = MemoryAccount.New();
        var config = new ProposalsConfig { CountPerGiver = 5, PointsPerGiver = Points.Of(8), Period = ProposalPeriod.Day };
        var house = await StartAsync(account, config);
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync(account, config, time: house.Time)));
        var kinds = await Task.WhenAll(others.SelectMany((other, i) => Enumerable.Range(0, 3)
            .Select(j => KindAsync(() => other.ProposeAsync($"p{i}-{j}", Key(Role.Writer))))));
        Assert.Equal((4, 8), (kinds.Count(kind => kind.Length == 0), kinds.Count(kind => kind == "giver-cap")));
        var made = await house.Book.ReadAllAsync("moss", default).ToListAsync();
        await house.DecideAsync(made[0].Id, Rejected);
        Assert.NotNull(await house.Desk.WithdrawAsync(house.Space, made[1].Id, Key(Role.Writer), default));
        Assert.Equal("", await KindAsync(() => house.ProposeAsync("again", Key(Role.Writer))));
        Assert.Equal("giver-cap", await KindAsync(() => house.ProposeAsync("sixth", Key(Role.Writer))));
        Assert.Equal("", await KindAsync(() => house.ProposeAsync("other", Key(Role.Writer), giver: "zoe")));
        house.Time.Advance(TimeSpan.FromHours(14));
        Assert.Equal("", await KindAsync(() => house.ProposeAsync("tomorrow", Key(Role.Writer))));
        Assert.Null((await house.ProveAsync()).Fault);
    }

    [Theory]
    [InlineData(ProposalPeriod.Day, "d2026-11-21")]
    [InlineData(ProposalPeriod.Month, "m2026-11")]
    [InlineData(ProposalPeriod.Epoch, "e20261114T1100")]
    public void Periods_are_of_the_space_s_calendar(ProposalPeriod period, string name) => Assert.Equal(name, ProposalCaps.PeriodOf(
        new() { TimeZone = "Pacific/Auckland" }, period, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero)));

    [Fact]
    public async Task Of_those_who_approve_reject_and_withdraw_at_once_one_does()
    {
        var account = MemoryAccount.New();
        var house = await StartAsync(account);
        for (var i = 0; i < 8; i++)
        {
            await house.ProposeAsync($"p{i}", Key(Role.Writer), $"giver{i}");
            var others = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync(account, time: house.Time)));
            var kinds = await Task.WhenAll(
                KindAsync(() => others[0].DecideAsync($"p{i}", Approved)), KindAsync(() => others[1].DecideAsync($"p{i}", Rejected)),
                KindAsync(() => others[2].Desk.WithdrawAsync(house.Space, $"p{i}", Key(Role.Writer), default)));
            Assert.Single(kinds, "");
            Assert.Equal(2, kinds.Count(kind => kind == "already-decided"));
        }

        var approved = await house.Book.ListAsync("moss", Approved, "", 50, default).CountAsync();
        Assert.Equal(approved, (await house.Ledger.ReadHeadAsync(house.Space.Journal, "bob", default)).Seq);
        Assert.Null((await house.ProveAsync()).Fault);
    }

    /// <summary>
    /// Cut at each call to storage, once before and once behind it, and then begun anew by the same reviewer or by the timer.
    /// </summary>
    [Theory]
    [InlineData(Fault.DiesBefore, false)]
    [InlineData(Fault.DiesAfter, true)]
    public async Task An_approval_that_is_cut_off_counts_once_and_whole(Fault fault, bool byTimer)
    {
        for (var call = 1; ; call++)
        {
            var account = MemoryAccount.New();
            var house = await StartAsync(account);
            await house.ProposeAsync("p1", Key(Role.Writer));
            var faults = new FaultInjector().FailAt(call, fault);
            var mortal = await StartAsync(account, faults: faults, time: house.Time);
            try
            {
                await mortal.DecideAsync("p1", Approved);
                if (faults.Operations < call) return;
            }
            catch (ProcessDiedException)
            {
                Assert.True(faults.IsDead);
            }

            if (!byTimer) await house.DecideAsync("p1", Approved);
            await house.CountRestAsync();
            await house.CountRestAsync();
            var proposal = (await house.Book.FindAsync("moss", "p1", default))!;
            Assert.Equal(proposal.State == Approved ? 1 : 0, (await house.Ledger.ReadHeadAsync(house.Space.Journal, "bob", default)).Seq);
            Assert.Equal(proposal.State == Approved, proposal.IsCounted);
            Assert.True(byTimer || proposal.IsCounted);
            Assert.Null((await house.ProveAsync()).Fault);
        }
    }

    [Fact]
    public async Task What_the_ledger_cannot_take_is_rejected_and_says_why()
    {
        var house = await StartAsync();
        await house.ProposeAsync("p1", Key(Role.Writer));
        await house.Ledger.AppendAsync(house.Space.Journal, [ProposalGrant.Of((await house.Book.FindAsync("moss", "p1", default))! with
        {
            DecidedAt = house.Time.GetUtcNow(),
            Reason = "something else",
        })], default);
        Assert.Equal("not-counted", await KindAsync(() => house.DecideAsync("p1", Approved)));
        var proposal = (await house.Book.FindAsync("moss", "p1", default))!;
        Assert.Equal(Rejected, proposal.State);
        Assert.Contains("'proposal/p1' belongs to another grant", proposal.Remark, StringComparison.Ordinal);
        Assert.Null((await house.ProveAsync()).Fault);
    }

    [Fact]
    public async Task Ids_stand_for_one_proposal_of_one_caller()
    {
        var house = await StartAsync();
        await house.ProposeAsync("p1", Key(Role.Writer));
        Assert.Equal("conflict", await KindAsync(() => house.ProposeAsync("p1", Key(Role.Writer), points: 3)));
        Assert.Equal("conflict", await KindAsync(() => house.ProposeAsync("p1", Key(Role.Writer, "k9"))));
        Assert.Null(await house.Desk.DecideAsync(house.Space, "p2", Key(Role.Steward, "k2"), new("cem", null), Approved, default));
    }

    [Fact]
    public async Task Who_reads_nothing_sees_their_own_and_in_a_public_space_what_counts()
    {
        var house = await StartAsync(config: new() { Proposers = { SignedIn = true }, Reviewers = { People = ["cem"] } });
        var cem = Actor.AccountOf(new CallerSubject("https://id", "cem"));
        await house.Registers.ChangeAsync(house.Space.Journal, [new IdentityCreated("cem", "Cem", "USER"), new AliasAdded("cem", cem)],
            default);
        await house.ProposeAsync("of-key", Key(Role.Writer));
        await house.ProposeAsync("of-eve", Person("eve"), null);
        await house.ProposeAsync("counts", Key(Role.Writer));
        await house.DecideAsync("counts", Approved, Key(Role.Admin, "k2"));
        var all = await house.Book.ReadAllAsync("moss", default).ToListAsync();
        foreach (var (caller, inPrivate, inPublic) in new (Caller, string, string)[]
        {
            (Key(Role.Reader), "counts of-eve of-key", "counts of-eve of-key"), (Key(Role.Writer), "counts of-key", "counts of-key"),
            (Key(Role.Writer, "k9"), "", "counts"), (Person("eve"), "of-eve", "counts of-eve"),
            (Person("cem"), "counts of-eve of-key", "counts of-eve of-key"), (Person("zoe"), "", "counts"), (Caller.Nobody, "", "counts"),
        })
        {
            Assert.Equal(inPrivate, await SeenAsync(house.Space, caller));
            var open = house.Space with
            {
                Config = new SpaceConfig { Proposals = house.Config, Visibility = SpaceVisibility.Public },
            };
            Assert.Equal(inPublic, await SeenAsync(open, caller));
        }

        async Task<string> SeenAsync(Space space, Caller caller) => string.Join(' ',
            all.Where(await house.Desk.VisibleAsync(space, caller, default)).Select(each => each.Id).Order(StringComparer.Ordinal));
    }

    /// <summary>What somebody changes by hand is found.</summary>
    [Theory]
    [InlineData("l~", "P1")]
    [InlineData("g~", "P3")]
    [InlineData("w~", "P2")]
    [InlineData("p~", "P2")]
    public async Task The_proof_finds_what_was_changed(string prefix, string fault)
    {
        var house = await StartAsync();
        await house.ProposeAsync("p1", Key(Role.Writer));
        await house.DecideAsync("p1", Approved);
        if (prefix == "w~") await house.Rows.AddAsync(new("moss", "w~p1") { ["Format"] = 1 });
        else
            await foreach (var row in house.Book.ReadRowsAsync("moss", default))
            {
                if (!row.RowKey.StartsWith(prefix, StringComparison.Ordinal) && !(prefix == "p~" && row.RowKey[0] == 'l')) continue;
                if (prefix == "g~") row["MicroPoints"] = 7L;
                else row["Content"] = row.GetString("Content").Replace("garden", "peace", StringComparison.Ordinal);
                await house.Rows.UpdateAsync(row, row.ETag);
            }

        Assert.StartsWith(fault, (await house.ProveAsync()).Fault, StringComparison.Ordinal);
    }
}
