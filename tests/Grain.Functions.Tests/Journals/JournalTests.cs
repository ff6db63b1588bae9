using Grain.Functions.Journals;
using Grain.Functions.Tests.Storage;
using Xunit;
using static Grain.Functions.Tests.Journals.JournalFixture;
using Already = Grain.Functions.Journals.AppendOutcome<Grain.Functions.Tests.Journals.TallyHead>.AlreadyAppended;
using Appended = Grain.Functions.Journals.AppendOutcome<Grain.Functions.Tests.Journals.TallyHead>.Appended;
using Conflicts = Grain.Functions.Journals.AppendOutcome<Grain.Functions.Tests.Journals.TallyHead>.ConflictsWithEarlier;
using Refused = Grain.Functions.Journals.AppendOutcome<Grain.Functions.Tests.Journals.TallyHead>.Refused;

namespace Grain.Functions.Tests.Journals;

public sealed class JournalTests
{
    private readonly JournalFixture fixture = new();

    [Fact]
    public async Task An_entry_is_numbered_summed_and_chained()
    {
        var journal = await fixture.OpenAsync();
        var outcomes = await journal.AppendAsync(fixture.Space, [Append("ada", "k1", 5), Append("ada", "k2", -2)], default);

        Assert.Equal([new Appended(1, new TallyHead(0), new TallyHead(5)), new Appended(2, new TallyHead(5), new TallyHead(3))], outcomes);
        var head = await journal.ReadHeadAsync(fixture.Space, "ada", default);
        Assert.Equal((2, 3), (head.Seq, head.Totals.Sum));
        var entries = await journal.ReadPageAsync(fixture.Space, "ada", 0, 10, default);
        Assert.Empty(await journal.ReadPageAsync(fixture.Space, "ada", long.MaxValue, 10, default));
        Assert.Equal(JournalHash.Next(entries[0].Hash, 2, "k2", entries[1].RecordedAt, """{"Amount":-2,"Memo":""}"""), head.Hash);
    }

    [Fact]
    public async Task The_same_key_with_the_same_content_is_counted_once_and_with_other_content_refused()
    {
        var journal = await fixture.OpenAsync();
        await journal.AppendAsync(fixture.Space, [Append("ada", "k1", 5)], default);

        var again =
            await journal.AppendAsync(fixture.Space, [Append("ada", "k1", 5), Append("ada", "k1", 6), Append("ada", "k2", 1)], default);

        Assert.Equal([new Already(1), new Conflicts(1), new Appended(2, new TallyHead(5), new TallyHead(6))], again);
        Assert.Equal(6, Assert.Single(await fixture.ReadAllAsync()).Sum);
    }

    [Fact]
    public async Task Repeats_within_one_call_count_once()
    {
        var journal = await fixture.OpenAsync();
        var outcomes = await journal.AppendAsync(
            fixture.Space, [Append("ada", "k1", 5), Append("ada", "k1", 5), Append("ada", "k1", 7), Append("bob", "k1", 1)], default);

        Assert.Equal([new Appended(1, new TallyHead(0), new TallyHead(5)), new Already(1), new Conflicts(1),
            new Appended(1, new TallyHead(0), new TallyHead(1))], outcomes);
    }

    [Fact]
    public async Task What_the_rules_refuse_leaves_no_trace_and_does_not_stop_the_others()
    {
        var journal = await fixture.OpenAsync();
        var outcomes = await journal.AppendAsync(
            fixture.Space, [Append("ada", "k1", -1), Append("ada", "k2", 2), Append("ada", "k3", long.MaxValue), Append("ada", "k4", -2)],
            default);

        Assert.IsType<Refused>(outcomes[0]);
        Assert.Equal(new Appended(1, new TallyHead(0), new TallyHead(2)), outcomes[1]);
        Assert.Equal(new Refused("a total would leave its range"), outcomes[2]);
        Assert.Equal(new Appended(2, new TallyHead(2), new TallyHead(0)), outcomes[3]);
        Assert.Equal(["k2", "k4"], Assert.Single(await fixture.ReadAllAsync()).Keys);
        // A refused key was not used up: what did not fit before may fit later.
        Assert.Equal([new Appended(3, new TallyHead(0), new TallyHead(1))],
            await journal.AppendAsync(fixture.Space, [Append("ada", "k1", 1)], default));
    }

    [Fact]
    public async Task More_entries_than_fit_one_transaction_keep_their_order()
    {
        var journal = await fixture.OpenAsync();
        var appends = Enumerable.Range(0, 130).Select(i => Append("ada", $"k{i}", i)).ToArray();
        var outcomes = await journal.AppendAsync(fixture.Space, appends, default);

        Assert.All(outcomes, outcome => Assert.IsType<Appended>(outcome));
        var account = Assert.Single(await fixture.ReadAllAsync());
        Assert.Equal(appends.Select(append => append.Key), account.Keys);
        Assert.Equal(130 * 129 / 2, account.Sum);
    }

    [Fact]
    public async Task Accounts_of_a_shard_share_transactions()
    {
        var faults = new FaultInjector();
        var single = new JournalFixture { Space = new JournalSpace("home", 1) };
        var journal = await single.OpenAsync(faults);
        await journal.AppendAsync(single.Space, [Append("first", "k", 1)], default);
        faults.Reset();

        await journal.AppendAsync(single.Space, [.. Enumerable.Range(0, 66).Select(i => Append($"account{i}", "k", 1))], default);

        // 66 accounts: one range read of heads, and two transactions of 33 × (head, entry, used key).
        Assert.Equal(3, faults.Operations);
    }

    [Fact]
    public async Task Accounts_are_not_looked_for_one_by_one_in_a_table_that_is_not_there()
    {
        var faults = new FaultInjector();
        var single = new JournalFixture { Space = new JournalSpace("home", 1) };

        await (await single.OpenAsync(faults))
            .AppendAsync(single.Space, [.. Enumerable.Range(0, 33).Select(i => Append($"account{i}", "k", 1))], default);

        // One range read of heads; the transaction, the table, and the transaction again.
        Assert.Equal(4, faults.Operations);
    }

    [Fact]
    public async Task A_lone_entry_takes_two_operations()
    {
        var faults = new FaultInjector();
        await (await fixture.OpenAsync()).AppendAsync(fixture.Space, [Append("ada", "k0", 1)], default);
        await (await fixture.OpenAsync(faults)).AppendAsync(fixture.Space, [Append("ada", "k1", 1)], default);
        Assert.Equal(2, faults.Operations);
    }

    [Theory]
    [InlineData("github/octo~cat#?%+\\ \t\u007f\u009fü🌾'\"")]
    [InlineData("~")]
    [InlineData("a~000000000001")]
    public async Task Any_text_can_name_an_account_and_a_key(string id)
    {
        var journal = await fixture.OpenAsync();
        await journal.AppendAsync(fixture.Space, [Append(id, id, 1), Append("a", "000000000001", 2)], default);
        var accounts = await fixture.ReadAllAsync();
        Assert.Equal(2, accounts.Count);
        Assert.Contains(accounts, account => account.Account == id && account.Keys.Single() == id && account.Sum == 1);
    }

    [Fact]
    public async Task The_longest_account_and_key_fit_even_when_every_character_is_escaped()
    {
        var (account, key) = (new string('~', JournalKeys.AccountLengthMax), new string('/', JournalKeys.KeyLengthMax));
        var journal = await fixture.OpenAsync();
        Assert.IsType<Appended>((await journal.AppendAsync(fixture.Space, [Append(account, key, 1)], default))[0]);
        await Assert.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(fixture.Space, [Append(account + "~", key, 1)], default));
        await Assert.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(fixture.Space, [Append(account, key + "/", 1)], default));
        await Assert.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(fixture.Space, [Append("", key, 1)], default));
    }

    [Fact]
    public async Task A_content_longer_than_a_property_is_kept_whole()
    {
        var memo = string.Concat(Enumerable.Repeat("grain \"🌾\" ", 8_000));
        var journal = await fixture.OpenAsync();
        await journal.AppendAsync(fixture.Space, [Append("ada", "long", 1, memo), Append("ada", "short", 1)], default);
        var entries = await journal.ReadPageAsync(fixture.Space, "ada", 0, 10, default);
        Assert.Equal(memo, entries[0].Value.Memo);
        await fixture.ReadAllAsync();
    }
}
